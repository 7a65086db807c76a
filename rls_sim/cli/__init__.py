"""The command line. The only room that imports click; it reads what was asked, calls one function, prints."""
