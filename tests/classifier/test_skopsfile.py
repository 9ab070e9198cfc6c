"""The reader of model files agrees with skops, and refuses all that is not plain data."""

import io
import json
import zipfile

import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer
from sklearn.tree import DecisionTreeClassifier

from classifier import skopsfile
from classifier.modelfile import MODELS, ModelError, from_bytes
from classifier.tasks import TASKS

PLAIN = {
    "number": 1, "text": "é", "list": ["a", None, 1.5, True], "array": np.arange(6.0).reshape(2, 3)
}  # fmt: skip


def test_plain_values_come_back():
    got = skopsfile.read(skops.io.dumps(PLAIN))
    assert {k: v for k, v in got.items() if k != "array"} == {
        k: v for k, v in PLAIN.items() if k != "array"
    }
    np.testing.assert_array_equal(got["array"], PLAIN["array"])


@pytest.mark.parametrize("task", TASKS)
def test_shipped_models_are_read_as_skops_reads_them(task):
    raw = (MODELS / f"{task}.skops").read_bytes()
    ours, theirs = skopsfile.read(raw), skops.io.loads(raw)
    assert ours.keys() == theirs.keys()
    for name in ("coef_", "intercept_", "classes_"):
        np.testing.assert_array_equal(
            getattr(ours["classifier"], name), getattr(theirs["classifier"], name)
        )
    for name in theirs.keys() - {"classifier"}:
        np.testing.assert_array_equal(ours[name], theirs[name])


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"a": DecisionTreeClassifier()}, "DecisionTreeClassifier"),
        ({"a": FunctionTransformer(np.exp)}, "FunctionTransformer"),
        ({"a": np.exp}, r"numpy\.exp"),
        ({"a": len}, "len"),
        ((1, 2), "tuple"),
        ({"a": np.array([{"b": 1}], dtype=object)}, "ndarray"),
    ],
)
def test_everything_else_is_refused_by_name(value, named):
    with pytest.raises(skopsfile.Untrusted, match=named):
        skopsfile.read(skops.io.dumps(value))


def archive(schema, **files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("schema.json", schema)
        for name, content in files.items():
            made.writestr(name, content)
    return packed.getvalue()


def array_node(file="a.npy"):
    return json.dumps(
        {"__loader__": "NdArrayNode", "__module__": "numpy", "__class__": "ndarray",
         "type": "numpy", "file": file}
    )  # fmt: skip


NESTED = '{"__loader__":"ListNode","__module__":"builtins","__class__":"list","content":['
PICKLE = b"cos\nsystem\n(S'exit 1'\ntR."


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no archive",
        archive("no JSON"),
        archive("[]"),
        archive("{}"),
        archive(array_node()),
        archive(array_node(), **{"a.npy": PICKLE}),
        archive(
            '{"__loader__":"ListNode","__module__":"builtins","__class__":"list","content":[' * 900
        ),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(raw):
    with pytest.raises(ModelError, match="not a skops file"):
        from_bytes(raw, "x.skops")


def test_an_archive_made_to_swell_is_refused_unread(monkeypatch):
    monkeypatch.setattr(skopsfile, "LARGEST", 1_000)
    with pytest.raises(ValueError, match="unpacks to more"):
        skopsfile.read(archive(array_node(), **{"a.npy": b"0" * 100_000}))


def test_a_fitted_classifier_keeps_its_numbers():
    fitted = LogisticRegression().fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
    read = skopsfile.read(skops.io.dumps({"classifier": fitted}))["classifier"]
    np.testing.assert_array_equal(read.coef_, fitted.coef_)
