"""Checks the document at /openapi.json with a validator that others wrote.

The server is named by USERKV_TEST_URL, for example http://127.0.0.1:8787.
"""

import json
import os
import urllib.request

import pytest

URL = os.environ.get("USERKV_TEST_URL")
pytestmark = pytest.mark.skipif(not URL, reason="USERKV_TEST_URL is not set")


@pytest.fixture(scope="module")
def document():
    with urllib.request.urlopen(f"{URL}/openapi.json", timeout=10) as answer:
        return json.load(answer)


def test_the_document_is_valid_openapi_3_1(document):
    from openapi_spec_validator import OpenAPIV31SpecValidator

    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_has_a_name_of_its_own_and_every_problem_a_schema(document):
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names) > 10
    for operation in operations:
        for status, answer in operation["responses"].items():
            assert answer["description"]
            if int(status) >= 400 and "content" in answer:
                assert answer["content"]
