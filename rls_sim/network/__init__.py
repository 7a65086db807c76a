"""The grammar of a model: species, reactions, balance, generated code. Knows no biology."""
