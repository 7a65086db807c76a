"""What a person sees: figures and tables. The only room that imports matplotlib."""
