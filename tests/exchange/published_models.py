"""Models that others published, written down from what could be read of them, with the source."""

from sbml_builder import sbml
from sbml_models import Example

# Best, Nijhout and Reed, Theor Biol Med Model 2009;6:21, MODEL1502230000 with its faults corrected;
# NADPH and NADP, which the deposited file lacks, are recalled.
BEST_2009 = sbml(
    name="Dopamine terminal of Best, Nijhout and Reed 2009",
    notes="Theor Biol Med Model 2009;6:21. MODEL1502230000 with its faults corrected; NADPH and "
    "NADP, which the deposited file lacks, are recalled. In micromoles per litre and hours.",
    named={
        "bh2": "Dihydrobiopterin", "bh4": "Tetrahydrobiopterin", "tyr": "Tyrosine",
        "tyrpool": "Exchange pool of tyrosine", "ldopa": "L-DOPA", "cda": "Dopamine, cytosol",
        "vda": "Dopamine, vesicles", "eda": "Dopamine, outside", "hva": "Homovanillic acid",
        "btyr": "Tyrosine in blood", "fire": "Firing; 1 is 5 Hz",
        "autoreceptor": "Factor of the autoreceptor",
    },
    time_unit=3600,
    compartments={"terminal": 1.0},
    species={
        "bh2": 41.0, "bh4": 319.0, "tyr": 126.0, "tyrpool": 1260.0, "ldopa": 0.36, "cda": 2.65,
        "vda": 81.0, "eda": 0.002, "hva": 0.0, "btyr": {"value": 97.0, "boundary": True},
    },
    parameters={
        "th_vmax": 125.0, "th_ktyr": 46.0, "th_kbh4": 60.0, "th_kda": 110.0, "th_ki": 160.0,
        "drr_forward": 200.0, "drr_kbh2": 100.0, "drr_knadph": 75.0, "drr_backward": 80.0,
        "drr_kbh4": 10.0, "drr_knadp": 75.0, "nadph": 330.0, "nadp": 26.0, "entry_vmax": 400.0,
        "entry_km": 64.0, "to_pool": 6.0, "from_pool": 0.6, "catabolism": 0.2,
        "aadc_vmax": 10000.0, "aadc_km": 130.0, "mat_vmax": 7082.0, "mat_km": 3.0,
        "mat_leak": 40.0, "fire": 1.0, "dat_vmax": 8000.0, "dat_km": 0.2, "mao": 10.0,
        "outside_vmax": 30.0, "outside_km": 3.0, "removal": 400.0, "hva_loss": 3.45,
        "autoreceptor": None,
    },
    functions={"saturable": ("s, top, half", "top * s / (half + s)")},
    assigned={"autoreceptor": "4.5 / (8 * (eda / 0.002024)^4 + 1) + 0.5"},
    reactions={
        "hydroxylation": (
            "tyr + bh4 -> ldopa + bh2",
            "terminal * th_vmax * autoreceptor * 0.56 / (1 + tyr / th_ki) * tyr * bh4"
            " / (tyr * bh4 + th_ktyr * bh4 + th_ktyr * th_kbh4 * (1 + cda / th_kda))",
        ),
        "reduction": (
            "bh2 -> bh4",
            "terminal * (saturable(bh2, drr_forward, drr_kbh2) * nadph / (drr_knadph + nadph)"
            " - saturable(bh4, drr_backward, drr_kbh4) * nadp / (drr_knadp + nadp))",
        ),
        "entry": ("btyr -> tyr", "terminal * saturable(btyr, entry_vmax, entry_km)"),
        "exchange": ("tyr -> tyrpool", "terminal * (to_pool * tyr - from_pool * tyrpool)"),
        "use": ("tyr ->", "terminal * catabolism * tyr"),
        "use_of_pool": ("tyrpool ->", "terminal * catabolism * tyrpool"),
        "decarboxylation": ("ldopa -> cda", "terminal * saturable(ldopa, aadc_vmax, aadc_km)"),
        "loading": (
            "cda -> vda",
            "terminal * (saturable(cda, mat_vmax, mat_km) - mat_leak * vda)",
        ),
        "release": ("vda -> eda", "terminal * fire * vda"),
        "reuptake": ("eda -> cda", "terminal * saturable(eda, dat_vmax, dat_km)"),
        "oxidation": ("cda -> hva", "terminal * mao * cda"),
        "oxidation_outside": ("eda -> hva", "terminal * saturable(eda, outside_vmax, outside_km)"),
        "loss": ("eda ->", "terminal * removal * eda"),
        "loss_of_hva": ("hva ->", "terminal * hva_loss * hva"),
    },
)  # fmt: skip

# Mitchell and Mendes, PLoS Comput Biol 2013;9:e1003299, BIOMD0000000498: iron of a liver cell.
MITCHELL_2013 = sbml(
    name="Iron of a liver cell, Mitchell and Mendes 2013",
    time_unit=1,
    compartments={"cell": 1.0},
    species={
        "hamp": 5e-9, "FeFT": 0.0, "FT": 1.66e-10, "FT1": 0.0, "HO1": 3.56e-11, "heme": 1e-9,
        "LIP": 1.3e-6, "Fpn": 1e-9, "IRP": 1.16e-6, "TfR1": 4e-7, "TfTfR1": 0.0, "Tf2TfR1": 0.0,
        "HFE": 2e-7, "HFETfR1": 0.0, "HFE2TfR1": 0.0, "TfR2": 3e-6, "TfTfR2": 0.0, "Tf2TfR2": 0.0,
        "HFE2TfR2": 0.0, "TfFe": {"value": 5e-6, "boundary": True},
        "heme_ext": {"value": 1e-7, "boundary": True},
    },
    parameters={"internal": 0.8333, "core_loss": 13.112},
    reactions={
        "export": ("2 LIP ->", "cell * 2.0 * LIP / (3e-6 + LIP) * Fpn"),
        "TfR1_made": ("-> TfR1", "cell * 6e-12 * IRP / (1e-6 + IRP)"),
        "TfR1_lost": ("TfR1 ->", "cell * 8.37e-6 * TfR1"),
        "Fpn_made": ("-> Fpn", "cell * 1e-9 * (1 - IRP / (5e-6 + IRP))"),
        "Fpn_lost": ("Fpn ->", "cell * 2.315e-4 * hamp^5 / (5e-9^5 + hamp^5) * Fpn"),
        "IRP_made": ("-> IRP", "cell * 4e-11 * (1 - LIP / (1e-6 + LIP))"),
        "IRP_lost": ("IRP ->", "cell * 1.597e-5 * IRP"),
        "HFE_made": ("-> HFE", "cell * 2.3469e-11"),
        "HFE_lost": ("HFE ->", "cell * 6.418e-5 * HFE"),
        "TfR2_made": ("-> TfR2", "cell * 3e-11"),
        "TfR2_lost": ("TfR2 ->", "cell * 3.2e-5 * (1 - TfFe / (2.5e-6 + TfFe)) * TfR2"),
        "hamp_made": (
            "-> hamp",
            "cell * (5e-12 * HFE2TfR2^5 / (1.35e-7^5 + HFE2TfR2^5)"
            " + 5e-12 * Tf2TfR2 / (6e-7 + Tf2TfR2))",
        ),
        "hamp_lost": ("hamp ->", "cell * 5.6e-4 * hamp"),
        "bind_1": ("TfFe + TfR1 -> TfTfR1", "cell * (8.374e5 * TfFe * TfR1 - 9.142e-4 * TfTfR1)"),
        "bind_2": (
            "TfFe + TfTfR1 -> Tf2TfR1",
            "cell * (1.214e5 * TfFe * TfTfR1 - 3.535e-3 * Tf2TfR1)",
        ),
        "bind_3": ("HFE + TfR1 -> HFETfR1", "cell * (1.102e6 * HFE * TfR1 - 0.08 * HFETfR1)"),
        "bind_4": (
            "HFE + HFETfR1 -> HFE2TfR1",
            "cell * (1.102e6 * HFE * HFETfR1 - 0.08 * HFE2TfR1)",
        ),
        "bind_5": (
            "2 HFE + TfR2 -> HFE2TfR2",
            "cell * (3.9438e11 * HFE^2 * TfR2 - 1.8e-3 * HFE2TfR2)",
        ),
        "bind_6": ("TfFe + TfR2 -> TfTfR2", "cell * (2.2239e5 * TfFe * TfR2 - 6.1e-3 * TfTfR2)"),
        "bind_7": (
            "TfFe + TfTfR2 -> Tf2TfR2",
            "cell * (6.96e4 * TfFe * TfTfR2 - 0.024 * Tf2TfR2)",
        ),
        "inward_1": ("Tf2TfR1 -> 4 LIP + TfR1", "cell * internal * Tf2TfR1"),
        "inward_2": ("Tf2TfR2 -> 4 LIP + TfR2", "cell * internal * Tf2TfR2"),
        "used": ("LIP ->", "cell * 4e-4 * LIP"),
        "ferritin_binds": ("LIP + FT -> FeFT", "cell * 4.71e10 * LIP * FT"),
        "ferritin_frees": ("FeFT -> LIP + FT", "cell * 22922 * FeFT"),
        "ferritin_stores": ("FeFT -> FT1 + FT", "cell * 1.08e5 * FeFT"),
        "core_frees": (
            "FT1 -> LIP",
            "cell * FT1 * core_loss * (1 + 0.048 * (FT1 / FT) / (1 + FT1 / FT))",
        ),
        "ferritin_made": ("-> FT", "cell * 2.312e-13 * (1 - IRP / (1e-6 + IRP))"),
        "ferritin_lost": ("FT ->", "cell * 1.203e-5 * FT"),
        "core_lost": ("FT1 -> LIP", "cell * 1.203e-5 * FT1"),
        "HFE2TfR1_lost": ("HFE2TfR1 ->", "cell * 8.37e-7 * HFE2TfR1"),
        "HFE2TfR2_lost": ("HFE2TfR2 ->", "cell * 8.37e-5 * HFE2TfR2"),
        "heme_in": ("heme_ext -> heme", "cell * 1.034e-5 * heme_ext / (1.25e-4 + heme_ext)"),
        "heme_out": ("heme ->", "cell * 2.18e-5 * heme / (1.78e-5 + heme)"),
        "heme_opened": ("heme -> LIP", "cell * 17777.7 * HO1 * heme / (2e-6 + heme)"),
        "HO1_made": ("-> HO1", "cell * 2.1432e-15 * heme / (1e-9 + heme)"),
        "HO1_lost": ("HO1 ->", "cell * 3.209e-5 * HO1"),
    },
)  # fmt: skip

# Hodgkin and Huxley, J Physiol 1952;117:500, in milliseconds and in millivolts with the rest at
# -65, as textbooks have it; the paper was not read.
HODGKIN_HUXLEY_1952 = sbml(
    name="Membrane of the squid's axon, Hodgkin and Huxley 1952",
    time_unit=0.001,
    parameters={
        "V": -65.0, "m": 0.053, "h": 0.596, "n": 0.318, "C": 1.0, "g_Na": 120.0, "g_K": 36.0,
        "g_leak": 0.3, "E_Na": 50.0, "E_K": -77.0, "E_leak": -54.387, "current": 10.0,
    },
    functions={
        "steep": ("x, width", "piecewise(width, abs(x) < 1e-6, x / (1 - exp(-x / width)))"),
    },
    changing={
        "V": "(current - g_Na * m^3 * h * (V - E_Na) - g_K * n^4 * (V - E_K)"
        " - g_leak * (V - E_leak)) / C",
        "m": "0.1 * steep(V + 40, 10) * (1 - m) - 4 * exp(-(V + 65) / 18) * m",
        "h": "0.07 * exp(-(V + 65) / 20) * (1 - h) - h / (1 + exp(-(V + 35) / 10))",
        "n": "0.01 * steep(V + 55, 10) * (1 - n) - 0.125 * exp(-(V + 65) / 80) * n",
    },
)  # fmt: skip

# Elowitz and Leibler, Nature 2000;403:335, in units without dimension;
# as it is quoted, the paper was not read.
ELOWITZ_2000 = sbml(
    name="Repressilator, Elowitz and Leibler 2000",
    species={"m1": 0.0, "m2": 20.0, "m3": 0.0, "p1": 0.0, "p2": 0.0, "p3": 0.0},
    parameters={"alpha": 216.4, "alpha0": 0.2164, "beta": 5.0, "n": 2.0},
    reactions={
        f"{what}{i}": (equation, law)
        for i, before in ((1, 3), (2, 1), (3, 2))
        for what, equation, law in (
            ("made", f"-> m{i}", f"c * (alpha / (1 + p{before}^n) + alpha0)"),
            ("lost", f"m{i} ->", f"c * m{i}"),
            ("turned", f"-> p{i}", f"c * beta * m{i}"),
            ("gone", f"p{i} ->", f"c * beta * p{i}"),
        )
    },
)

# Goldbeter, Proc Natl Acad Sci USA 1991;88:9107: a mitotic oscillator, in minutes;
# as it is quoted, the paper was not read.
GOLDBETER_1991 = sbml(
    name="Mitotic oscillator, Goldbeter 1991",
    time_unit=60,
    species={"C": 0.01, "M": 0.01, "X": 0.01},
    parameters={
        "vi": 0.025, "vd": 0.25, "Kd": 0.02, "kd": 0.01, "VM1": 3.0, "V2": 1.5, "VM3": 1.0,
        "V4": 0.5, "Kc": 0.5, "K1": 0.005, "K2": 0.005, "K3": 0.005, "K4": 0.005,
    },
    reactions={
        "made": ("-> C", "c * vi"),
        "lost": ("C ->", "c * kd * C"),
        "cut": ("C ->", "c * vd * X * C / (Kd + C)"),
        "on": ("-> M", "c * VM1 * C / (Kc + C) * (1 - M) / (K1 + 1 - M)"),
        "off": ("M ->", "c * V2 * M / (K2 + M)"),
        "up": ("-> X", "c * VM3 * M * (1 - X) / (K3 + 1 - X)"),
        "down": ("X ->", "c * V4 * X / (K4 + X)"),
    },
)  # fmt: skip

PUBLISHED = (
    Example("best2009", "dopamine terminal, Best, Nijhout and Reed 2009", BEST_2009, 24.0),
    Example(
        "mitchell2013", "iron of a liver cell, Mitchell and Mendes 2013", MITCHELL_2013, 86400.0
    ),
    Example("hodgkin_huxley1952", "membrane, Hodgkin and Huxley 1952", HODGKIN_HUXLEY_1952, 40.0),
    Example("elowitz2000", "repressilator, Elowitz and Leibler 2000", ELOWITZ_2000, 40.0),
    Example("goldbeter1991", "mitotic oscillator, Goldbeter 1991", GOLDBETER_1991, 60.0),
)
