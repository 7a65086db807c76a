"""Models as other programs know them: SBML, PEtab, OMEX. Knows no biology and no solver."""
