"""Published models that come with BasiCO, which the tests need anyway; none is copied here."""

from functools import cache
from pathlib import Path

from rls_sim.verification.simulators import locale_kept

PACKAGED = {  # file -> what it is, and how far it is followed
    "NF-kappaB": ("NF-kappaB and its inhibitors", 10.0),
    "BIOM10-fit": ("MAPK cascade with feedback, Kholodenko 2000", 10.0),
    "MAPK-HF96-layout": ("MAPK cascade, Huang and Ferrell 1996", 10.0),
    "CircadianClock": ("circadian clock", 10.0),
    "YeastGlycolysis": ("glycolysis of yeast", 10.0),
    "DimericMWC-stiff": ("allosteric enzyme, stiff", 10.0),
    "Olsen2003_peroxidase": ("peroxidase and oxidase, Olsen 2003", 10.0),
}


@cache
@locale_kept()
def packaged(name):
    """The text of a model in SBML, as COPASI writes it."""
    import basico

    model = basico.load_model(str(Path(basico.__file__).parent / "data" / f"{name}.cps"))
    try:
        return model.exportSBMLToString(3, 1)
    finally:
        basico.remove_datamodel(model)
