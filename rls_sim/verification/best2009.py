"""
The dopamine terminal that Best, Nijhout and Reed published in 2009, as a model of its own.

One well-mixed terminal, in umol/L and hours. The equations are theirs as corrected in the evidence
dossier: the deposited file (MODEL1502230000) is not curated and cannot run as it stands. Numbers
are those of that file, save NADPH and NADP, which it lacks: they are recalled, and close the
balance of biopterin at the file's own starting values.
"""

from functools import cache

from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import michaelis_menten
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

BEST = "best2009"
RECALLED = "recalled; missing in the deposited file, and what closes its balance of biopterin"

SPECIES = (  # initial values are those of the deposited file, also where they are not at rest
    Species("bh2", "dihydrobiopterin", "terminal", 41.0, {"biopterin": 1}),
    Species("bh4", "tetrahydrobiopterin", "terminal", 319.0, {"biopterin": 1}),
    Species("tyr", "tyrosine", "terminal", 126.0, {"ring": 1}),
    Species("tyrpool", "exchange pool of tyrosine", "terminal", 1260.0, {"ring": 1}),
    Species("ldopa", "L-DOPA", "terminal", 0.36, {"ring": 1}),
    Species("cda", "dopamine, cytosol", "terminal", 2.65, {"ring": 1}),
    Species("vda", "dopamine, vesicles", "terminal", 81.0, {"ring": 1}),
    Species("eda", "dopamine, outside", "terminal", 0.002, {"ring": 1}),
    Species("hva", "homovanillic acid", "terminal", 0.0, {"ring": 1}),
)

_VALUES = (
    ("terminal_size", 1.0, "L", "size of the terminal; every space of theirs has the same"),
    ("btyr", 97.0, "umol/L", "tyrosine in blood"),
    ("entry_vmax", 400.0, "umol/L/h", "largest entry of tyrosine"),
    ("entry_km", 64.0, "umol/L", "blood tyrosine at half of that"),
    ("to_pool", 6.0, "1/h", "tyrosine into its exchange pool"),
    ("from_pool", 0.6, "1/h", "tyrosine out of its exchange pool"),
    ("catabolism", 0.2, "1/h", "other use of tyrosine, cytosol and pool alike"),
    ("th_vmax", 125.0, "umol/L/h", "largest rate of tyrosine hydroxylase"),
    ("th_ktyr", 46.0, "umol/L", "its constant for tyrosine"),
    ("th_kbh4", 60.0, "umol/L", "its constant for BH4"),
    ("th_kda", 110.0, "umol/L", "cytosolic dopamine that doubles its constant for BH4"),
    ("th_ki", 160.0, "umol/L", "tyrosine that halves it"),
    ("th_scale", 0.56, "1", "scale of that inhibition"),
    ("drr_forward", 200.0, "umol/L/h", "largest reduction of BH2"),
    ("drr_kbh2", 100.0, "umol/L", "BH2 at half of that"),
    ("drr_knadph", 75.0, "umol/L", "NADPH at half of that"),
    ("drr_backward", 80.0, "umol/L/h", "largest oxidation of BH4"),
    ("drr_kbh4", 10.0, "umol/L", "BH4 at half of that"),
    ("drr_knadp", 75.0, "umol/L", "NADP at half of that"),
    ("aadc_vmax", 1e4, "umol/L/h", "largest decarboxylation of L-DOPA"),
    ("aadc_km", 130.0, "umol/L", "L-DOPA at half of that"),
    ("mat_vmax", 7082.0, "umol/L/h", "largest loading of vesicles"),
    ("mat_km", 3.0, "umol/L", "cytosolic dopamine at half of that"),
    ("mat_leak", 40.0, "1/h", "leak out of vesicles"),
    ("fire", 1.0, "1/h", "release of vesicular dopamine; 1 is tonic firing at 5 Hz"),
    ("dat_vmax", 8000.0, "umol/L/h", "largest reuptake"),
    ("dat_km", 0.2, "umol/L", "dopamine outside at half of that"),
    ("mao", 10.0, "1/h", "breakdown of cytosolic dopamine"),
    ("comt_vmax", 30.0, "umol/L/h", "largest breakdown outside"),
    ("comt_km", 3.0, "umol/L", "dopamine outside at half of that"),
    ("removal", 400.0, "1/h", "diffusion and uptake by glia"),
    ("hva_clearance", 3.45, "1/h", "clearance of homovanillic acid"),
    ("auto_half", 0.002024, "umol/L", "dopamine outside at which the autoreceptor is neutral"),
    ("auto_span", 4.5, "1", "span of the autoreceptor's effect"),
    ("auto_floor", 0.5, "1", "synthesis left under full brake"),
    ("auto_weight", 8.0, "1", "weight of dopamine at the autoreceptor"),
    ("auto_power", 4.0, "1", "steepness of the autoreceptor"),
)

PARAMETERS = (
    *(
        Parameter(name, value, unit, meaning, Evidence.DERIVED, BEST, distribution="fixed")
        for name, value, unit, meaning in _VALUES
    ),
    *(
        Parameter(name, value, "umol/L", name.upper(), Evidence.ASSUMED, BEST, note=RECALLED)
        for name, value in (("nadph", 330.0), ("nadp", 26.0))
    ),
)


@derived("1", label="autoreceptor", source=BEST)
def autoreceptor(
    eda: Number,
    auto_half: Number,
    auto_span: Number,
    auto_floor: Number,
    auto_weight: Number,
    auto_power: Number,
) -> Number:
    """What dopamine outside leaves of synthesis: 5 without it, 1 at rest, 0.5 at most."""
    return auto_span / (auto_weight * (eda / auto_half) ** auto_power + 1) + auto_floor


@reaction("tyr + bh4 -> ldopa + bh2", source=BEST)
def tyrosine_hydroxylase(
    tyr: Number,
    bh4: Number,
    cda: Number,
    autoreceptor: Number,
    th_vmax: Number,
    th_ktyr: Number,
    th_kbh4: Number,
    th_kda: Number,
    th_ki: Number,
    th_scale: Number,
    terminal_size: Number,
) -> Number:
    """Two substrates; dopamine competes with BH4, tyrosine inhibits, the autoreceptor scales."""
    bound = tyr * bh4
    share = bound / (bound + th_ktyr * bh4 + th_ktyr * th_kbh4 * (1 + cda / th_kda))
    inhibited = th_scale / (1 + tyr / th_ki)
    return th_vmax * share * inhibited * autoreceptor * terminal_size


@reaction("bh2 -> bh4", source=BEST)
def biopterin_reductase(
    bh2: Number,
    bh4: Number,
    nadph: Number,
    nadp: Number,
    drr_forward: Number,
    drr_kbh2: Number,
    drr_knadph: Number,
    drr_backward: Number,
    drr_kbh4: Number,
    drr_knadp: Number,
    terminal_size: Number,
) -> Number:
    """Reduces BH2 with NADPH, and goes backward with NADP."""
    forward = drr_forward * bh2 * nadph / ((drr_kbh2 + bh2) * (drr_knadph + nadph))
    backward = drr_backward * bh4 * nadp / ((drr_kbh4 + bh4) * (drr_knadp + nadp))
    return (forward - backward) * terminal_size


@reaction("-> tyr", boundary=True, source=BEST)
def tyrosine_entry(
    btyr: Number, entry_vmax: Number, entry_km: Number, terminal_size: Number
) -> Number:
    """From blood; saturable."""
    return michaelis_menten(btyr, entry_vmax, entry_km) * terminal_size


@reaction("tyr -> tyrpool", source=BEST)
def tyrosine_storing(tyr: Number, to_pool: Number, terminal_size: Number) -> Number:
    """Into the pool that stands for protein and other amino acids."""
    return to_pool * tyr * terminal_size


@reaction("tyrpool -> tyr", source=BEST)
def tyrosine_return(tyrpool: Number, from_pool: Number, terminal_size: Number) -> Number:
    """And back."""
    return from_pool * tyrpool * terminal_size


@reaction("tyr ->", boundary=True, source=BEST)
def tyrosine_use(tyr: Number, catabolism: Number, terminal_size: Number) -> Number:
    """What else becomes of tyrosine."""
    return catabolism * tyr * terminal_size


@reaction("tyrpool ->", boundary=True, source=BEST)
def pool_use(tyrpool: Number, catabolism: Number, terminal_size: Number) -> Number:
    """And of what is in its pool."""
    return catabolism * tyrpool * terminal_size


@reaction("ldopa -> cda", source=BEST)
def decarboxylation(
    ldopa: Number, aadc_vmax: Number, aadc_km: Number, terminal_size: Number
) -> Number:
    """L-DOPA becomes dopamine."""
    return michaelis_menten(ldopa, aadc_vmax, aadc_km) * terminal_size


@reaction("cda -> vda", source=BEST)
def vesicle_loading(
    cda: Number,
    vda: Number,
    mat_vmax: Number,
    mat_km: Number,
    mat_leak: Number,
    terminal_size: Number,
) -> Number:
    """Into vesicles, which leak."""
    return (michaelis_menten(cda, mat_vmax, mat_km) - mat_leak * vda) * terminal_size


@reaction("vda -> eda", source=BEST)
def release(vda: Number, fire: Number, terminal_size: Number) -> Number:
    """With firing."""
    return fire * vda * terminal_size


@reaction("eda -> cda", source=BEST)
def reuptake(eda: Number, dat_vmax: Number, dat_km: Number, terminal_size: Number) -> Number:
    """By the transporter."""
    return michaelis_menten(eda, dat_vmax, dat_km) * terminal_size


@reaction("cda -> hva", source=BEST)
def breakdown_inside(cda: Number, mao: Number, terminal_size: Number) -> Number:
    """By monoamine oxidase."""
    return mao * cda * terminal_size


@reaction("eda -> hva", source=BEST)
def breakdown_outside(
    eda: Number, comt_vmax: Number, comt_km: Number, terminal_size: Number
) -> Number:
    """Outside the cell; saturable."""
    return michaelis_menten(eda, comt_vmax, comt_km) * terminal_size


@reaction("eda ->", boundary=True, source=BEST)
def washing_out(eda: Number, removal: Number, terminal_size: Number) -> Number:
    """By diffusion and glia."""
    return removal * eda * terminal_size


@reaction("hva ->", boundary=True, source=BEST)
def hva_leaving(hva: Number, hva_clearance: Number, terminal_size: Number) -> Number:
    """Out of the terminal."""
    return hva_clearance * hva * terminal_size


@cache
def best_2009() -> Model:
    """The model at tonic firing."""
    process = Process(
        "dopamine terminal of Best, Nijhout and Reed",
        species=SPECIES,
        parameters=PARAMETERS,
        reactions=(
            *(tyrosine_hydroxylase, biopterin_reductase, tyrosine_entry, tyrosine_storing),
            *(tyrosine_return, tyrosine_use, pool_use, decarboxylation, vesicle_loading),
            *(release, reuptake, breakdown_inside, breakdown_outside, washing_out, hva_leaving),
        ),
        derived=(autoreceptor,),
        compartments=(Compartment("terminal", "terminal_size"),),
    )
    return Model([process], name="Best 2009")
