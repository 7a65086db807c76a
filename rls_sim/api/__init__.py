"""The model for notebooks: what `import rls_sim` offers. Knows no command line."""
