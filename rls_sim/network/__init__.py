"""The grammar of a model: species, reactions, balance, dimensions, generated code. Knows no biology and no solver."""
