"""The command line. The only room that imports click; a command reads, calls, prints."""
