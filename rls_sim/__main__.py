"""``python -m rls_sim``: the command line, of the Python that is named."""

from rls_sim.cli.start import main

if __name__ == "__main__":
    main()
