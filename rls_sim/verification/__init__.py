"""How right the numbers are: against closed forms, published models and programs of others."""
