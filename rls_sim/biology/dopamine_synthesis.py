"""
Making dopamine in the terminal: tyrosine, biopterin, tyrosine hydroxylase, L-DOPA.

After Best, Nijhout and Reed 2009 as corrected in the evidence dossier, with iron: tyrosine
hydroxylase works only with iron in its active site, and works by the clock.
"""

from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import michaelis_menten
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

COMPARTMENTS = (Compartment("terminal", "terminal_volume", "dopamine terminals"),)

SPECIES = (
    Species("dihydrobiopterin", "dihydrobiopterin (BH2)", "terminal", 40.7),
    Species("tetrahydrobiopterin", "tetrahydrobiopterin (BH4)", "terminal", 319.3),
    Species("tyrosine", "tyrosine", "terminal", 125.8),
    Species("tyrosine_pool", "exchange pool of tyrosine", "terminal", 943.6),
    Species("levodopa", "L-DOPA", "terminal", 0.3533),
)

BEST = "best2009"
NICOTINAMIDE = "recalled; missing in the published file, and what closes its BH4 balance"


def best_value(
    name: str,
    value: float,
    unit: str,
    meaning: str,
    note: str = "",
    grade: Evidence = Evidence.DERIVED,
) -> Parameter:
    """A constant of the Best-Nijhout-Reed terminal, with a threefold range about it."""
    allowed, spread = (value / 3, value * 3), "lognormal:1.3"
    said = note or "as the published model has it"
    return Parameter(name, value, unit, meaning, grade, BEST, allowed, spread, said)


PARAMETERS = (
    Parameter(
        "terminal_volume",
        5e-5,
        "L",
        "volume of the dopamine terminals",
        Evidence.ASSUMED,
        (),
        (1e-6, 1e-2),
        "fixed",
        "concentrations of the terminal do not depend on it",
    ),
    best_value("tyrosine_blood", 97.0, "umol/L", "tyrosine in blood"),
    best_value("tyrosine_entry_maximal", 400.0, "umol/L/h", "largest entry of tyrosine"),
    best_value("tyrosine_entry_half_saturation", 64.0, "umol/L", "blood tyrosine at half entry"),
    best_value("tyrosine_to_pool", 6.0, "1/h", "tyrosine into its exchange pool"),
    best_value("tyrosine_from_pool", 0.6, "1/h", "tyrosine out of its exchange pool"),
    best_value("tyrosine_catabolism", 0.2, "1/h", "other use of tyrosine, cytosol and pool alike"),
    Parameter(
        "tyrosine_hydroxylase_maximal",
        200.0,
        "umol/L/h",
        "largest hydroxylation of tyrosine with iron in every active site",
        Evidence.DERIVED,
        (BEST, "haavik1991"),
        (60.0, 600.0),
        "lognormal:1.3",
        "125 uM/h of Best 2009 over the healthy occupancy 0.625",
    ),
    best_value(
        "hydroxylase_tyrosine_half_saturation", 46.0, "umol/L", "tyrosine at half speed of TH"
    ),
    best_value("hydroxylase_biopterin_half_saturation", 60.0, "umol/L", "BH4 at half speed of TH"),
    best_value(
        "hydroxylase_dopamine_inhibition",
        110.0,
        "umol/L",
        "cytosolic dopamine that doubles the need of BH4",
        note="about 1000-fold weaker than at purified enzyme: mostly phosphorylated, kept",
    ),
    best_value(
        "hydroxylase_tyrosine_inhibition", 160.0, "umol/L", "tyrosine that inhibits its own use"
    ),
    best_value("hydroxylase_substrate_scale", 0.56, "1", "scale of the inhibition by tyrosine"),
    Parameter(
        "hydroxylase_iron_affinity",
        0.6,
        "umol/L",
        "labile iron at which half of the tyrosine hydroxylase carries iron",
        Evidence.DERIVED,
        ("haavik1991", "fitzpatrick1989"),
        (0.15, 3.0),
        "lognormal:2",
        "KD 0.2 to 3 uM at pH 5.4 to 6.5, half activity at 0.15 uM in rat: their geometric middle",
    ),
    Parameter(
        "hydroxylase_phosphorylation_gain",
        1.5,
        "1",
        "how much better iron-free tyrosine hydroxylase is phosphorylated",
        Evidence.DERIVED,
        "almas1992",
        (0.0, 3.0),
        "lognormal:1.5",
        "iron and dopamine lower affinity and stoichiometry of the kinase 2- to 3-fold",
    ),
    Parameter(
        "hydroxylase_occupancy_reference",
        0.625,
        "1",
        "share of tyrosine hydroxylase with iron in health",
        Evidence.DERIVED,
        "dossier2026",
        (0.2, 0.95),
        "fixed",
        "1 uM labile iron over 1.6 uM; the measure of phosphorylation, not a cause of occupancy",
    ),
    best_value("biopterin_recycling_maximal", 200.0, "umol/L/h", "largest reduction of BH2"),
    best_value("biopterin_recycling_half_saturation", 100.0, "umol/L", "BH2 at half speed"),
    best_value("biopterin_recycling_nadph_half_saturation", 75.0, "umol/L", "NADPH at half speed"),
    best_value("biopterin_reverse_maximal", 80.0, "umol/L/h", "largest oxidation of BH4"),
    best_value("biopterin_reverse_half_saturation", 10.0, "umol/L", "BH4 at half speed"),
    best_value("biopterin_reverse_nadp_half_saturation", 75.0, "umol/L", "NADP at half speed"),
    best_value("nadph", 330.0, "umol/L", "NADPH", NICOTINAMIDE, Evidence.ASSUMED),
    best_value("nadp", 26.0, "umol/L", "NADP", NICOTINAMIDE, Evidence.ASSUMED),
    Parameter(
        "biopterin_synthesis",
        0.36,
        "umol/L/h",
        "making of BH4",
        Evidence.DERIVED,
        BEST,
        (0.05, 2.0),
        "lognormal:1.5",
        "keeps the 360 uM of the closed model at the turnover given",
    ),
    Parameter(
        "biopterin_turnover",
        0.001,
        "1/h",
        "loss of BH4 and BH2",
        Evidence.ASSUMED,
        (),
        (0.0002, 0.01),
        "lognormal:1.5",
        "slow against recycling, so that the balance of Best 2009 stands",
    ),
    best_value("decarboxylase_maximal", 10000.0, "umol/L/h", "largest making of dopamine by AADC"),
    best_value("decarboxylase_half_saturation", 130.0, "umol/L", "L-DOPA at half speed of AADC"),
)


@derived("1", label="share of tyrosine hydroxylase with iron", source="haavik1991")
def tyrosine_hydroxylase_occupancy(
    neuron_labile_iron: Number, hydroxylase_iron_affinity: Number
) -> Number:
    """Iron binds reversibly, one to a subunit; the enzyme reads labile iron at once."""
    return neuron_labile_iron / (hydroxylase_iron_affinity + neuron_labile_iron)


@derived("1", label="phosphorylation of tyrosine hydroxylase, relative", source="almas1992")
def tyrosine_hydroxylase_phosphorylation(
    tyrosine_hydroxylase_occupancy: Number,
    hydroxylase_phosphorylation_gain: Number,
    hydroxylase_occupancy_reference: Number,
) -> Number:
    """Iron-free enzyme is the better substrate of the kinase, so want of iron raises the share."""
    here = 1 + hydroxylase_phosphorylation_gain * (1 - tyrosine_hydroxylase_occupancy)
    healthy = 1 + hydroxylase_phosphorylation_gain * (1 - hydroxylase_occupancy_reference)
    return here / healthy


@derived("1", label="speed of tyrosine hydroxylase set by its substrates and product", source=BEST)
def hydroxylase_saturation(
    tyrosine: Number,
    tetrahydrobiopterin: Number,
    cytosolic_dopamine: Number,
    tyrosine_hydroxylase_phosphorylation: Number,
    hydroxylase_tyrosine_half_saturation: Number,
    hydroxylase_biopterin_half_saturation: Number,
    hydroxylase_dopamine_inhibition: Number,
    hydroxylase_tyrosine_inhibition: Number,
    hydroxylase_substrate_scale: Number,
) -> Number:
    """Tyrosine and BH4 drive it, dopamine competes with BH4, much tyrosine hinders.

    Phosphorylation loosens dopamine's grip.
    """
    grip = hydroxylase_dopamine_inhibition * tyrosine_hydroxylase_phosphorylation
    both = tyrosine * tetrahydrobiopterin
    need = hydroxylase_tyrosine_half_saturation * (
        tetrahydrobiopterin
        + hydroxylase_biopterin_half_saturation * (1 + cytosolic_dopamine / grip)
    )
    hindered = hydroxylase_substrate_scale / (1 + tyrosine / hydroxylase_tyrosine_inhibition)
    return hindered * both / (both + need)


@reaction("tyrosine + tetrahydrobiopterin -> levodopa + dihydrobiopterin", source=BEST)
def tyrosine_hydroxylation(
    hydroxylase_saturation: Number,
    tyrosine_hydroxylase: Number,
    tyrosine_hydroxylase_occupancy: Number,
    tyrosine_hydroxylase_clock: Number,
    autoreceptor_brake: Number,
    tyrosine_hydroxylase_maximal: Number,
    terminal_volume: Number,
) -> Number:
    """The step that needs iron: how much enzyme, how much of it loaded, what the clock allows."""
    enzyme = tyrosine_hydroxylase * tyrosine_hydroxylase_occupancy * tyrosine_hydroxylase_clock
    speed = tyrosine_hydroxylase_maximal * hydroxylase_saturation * autoreceptor_brake
    return enzyme * speed * terminal_volume


@reaction("dihydrobiopterin -> tetrahydrobiopterin", source=BEST)
def biopterin_recycling(
    dihydrobiopterin: Number,
    tetrahydrobiopterin: Number,
    nadph: Number,
    nadp: Number,
    biopterin_recycling_maximal: Number,
    biopterin_recycling_half_saturation: Number,
    biopterin_recycling_nadph_half_saturation: Number,
    biopterin_reverse_maximal: Number,
    biopterin_reverse_half_saturation: Number,
    biopterin_reverse_nadp_half_saturation: Number,
    terminal_volume: Number,
) -> Number:
    """Dihydropteridine reductase restores BH4; the step can run backwards."""
    forward = michaelis_menten(
        dihydrobiopterin, biopterin_recycling_maximal, biopterin_recycling_half_saturation
    ) * (nadph / (biopterin_recycling_nadph_half_saturation + nadph))
    backward = michaelis_menten(
        tetrahydrobiopterin, biopterin_reverse_maximal, biopterin_reverse_half_saturation
    ) * (nadp / (biopterin_reverse_nadp_half_saturation + nadp))
    return (forward - backward) * terminal_volume


@reaction("-> tetrahydrobiopterin", boundary=True)
def biopterin_making(biopterin_synthesis: Number, terminal_volume: Number) -> Number:
    """BH4 is made slowly."""
    return biopterin_synthesis * terminal_volume


@reaction("tetrahydrobiopterin ->", boundary=True)
def tetrahydrobiopterin_loss(
    tetrahydrobiopterin: Number, biopterin_turnover: Number, terminal_volume: Number
) -> Number:
    """BH4 is lost slowly."""
    return biopterin_turnover * tetrahydrobiopterin * terminal_volume


@reaction("dihydrobiopterin ->", boundary=True)
def dihydrobiopterin_loss(
    dihydrobiopterin: Number, biopterin_turnover: Number, terminal_volume: Number
) -> Number:
    """BH2 is lost slowly."""
    return biopterin_turnover * dihydrobiopterin * terminal_volume


@reaction("-> tyrosine", boundary=True, source=BEST)
def tyrosine_entry(
    tyrosine_blood: Number,
    tyrosine_entry_maximal: Number,
    tyrosine_entry_half_saturation: Number,
    terminal_volume: Number,
) -> Number:
    """Tyrosine enters from blood by a carrier (the published file has this rate wrong)."""
    carried = michaelis_menten(
        tyrosine_blood, tyrosine_entry_maximal, tyrosine_entry_half_saturation
    )
    return carried * terminal_volume


@reaction("tyrosine -> tyrosine_pool", source=BEST)
def tyrosine_exchange(
    tyrosine: Number,
    tyrosine_pool: Number,
    tyrosine_to_pool: Number,
    tyrosine_from_pool: Number,
    terminal_volume: Number,
) -> Number:
    """Tyrosine exchanges with a larger pool."""
    return (tyrosine_to_pool * tyrosine - tyrosine_from_pool * tyrosine_pool) * terminal_volume


@reaction("tyrosine ->", boundary=True, source=BEST)
def tyrosine_use(tyrosine: Number, tyrosine_catabolism: Number, terminal_volume: Number) -> Number:
    """Tyrosine serves other ends."""
    return tyrosine_catabolism * tyrosine * terminal_volume


@reaction("tyrosine_pool ->", boundary=True, source=BEST)
def tyrosine_pool_use(
    tyrosine_pool: Number, tyrosine_catabolism: Number, terminal_volume: Number
) -> Number:
    """So does the pool."""
    return tyrosine_catabolism * tyrosine_pool * terminal_volume


@reaction("levodopa -> cytosolic_dopamine", source=BEST)
def decarboxylation(
    levodopa: Number,
    decarboxylase_maximal: Number,
    decarboxylase_half_saturation: Number,
    terminal_volume: Number,
) -> Number:
    """AADC turns L-DOPA into dopamine, never limiting."""
    made = michaelis_menten(levodopa, decarboxylase_maximal, decarboxylase_half_saturation)
    return made * terminal_volume


DOPAMINE_SYNTHESIS = place(
    Process(
        "dopamine synthesis",
        compartments=COMPARTMENTS,
        species=SPECIES,
        parameters=PARAMETERS,
        reactions=(
            tyrosine_hydroxylation,
            biopterin_recycling,
            biopterin_making,
            tetrahydrobiopterin_loss,
            dihydrobiopterin_loss,
            tyrosine_entry,
            tyrosine_exchange,
            tyrosine_use,
            tyrosine_pool_use,
            decarboxylation,
        ),
        derived=(
            tyrosine_hydroxylase_occupancy,
            tyrosine_hydroxylase_phosphorylation,
            hydroxylase_saturation,
        ),
    ),
    "",
    connect={"neuron_labile_iron": "neuron.labile_iron"},
)
