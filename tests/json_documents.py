"""What --json printed, held against its schema: every test that prints a document tries it."""

import json
from functools import cache

from jsonschema import Draft202012Validator

from rls_sim.cli.schema_files import schema_of


@cache
def validator(name):
    """What holds documents against the schema of this name."""
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def require_valid(text):
    """The document that was printed; AssertionError where its schema does not describe it."""
    document = json.loads(text)
    faults = [
        f"{'.'.join(map(str, fault.absolute_path)) or 'the document'}: {fault.message[:300]}"
        for fault in validator(document["schema"]).iter_errors(document)
    ]
    assert not faults, f"{document['schema']}: {faults[:5]}"
    return document


def checked(words, done):
    """A command that was run, its document valid if it was asked for one and gave it."""
    if "--json" in words and not done.returncode:
        require_valid(done.stdout)
    return done
