"""What the bytes of pictures declare; every picture here is built by the test."""

import struct
import time
import zlib

import pytest
from click.testing import CliRunner

from server.cli import main
from server.image_bytes import AI_SOURCE_TYPES, MAX_IMAGE, Declared, NotAnImage, read_image

URL = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TERMS = (*sorted(AI_SOURCE_TYPES), "digitalCapture")


def xmp(term):
    return f'<rdf:Description Iptc4xmpExt:DigitalSourceType="{URL}{term}"/>'.encode()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + chunk(b"IEND", b"")


def itxt(text, packed=False):
    body = zlib.compress(text) if packed else text
    return chunk(b"iTXt", b"XML:com.adobe.xmp\0" + bytes([packed]) + b"\0\0\0" + body)


def jpeg(*segments):
    parts = (mark + struct.pack(">H", len(data) + 2) + data for mark, data in segments)
    return b"\xff\xd8" + b"".join(parts) + b"\xff\xda\0\x02\xff\xd9"


def webp(*chunks):
    body = b"".join(k + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for k, d in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def pictures(metadata):
    return {
        "png": png(itxt(metadata)),
        "jpeg": jpeg((b"\xff\xe1", b"http://ns.adobe.com/xap/1.0/\0" + metadata)),
        "webp": webp((b"VP8 ", b"123"), (b"XMP ", metadata)),
    }


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_each_source_type_is_read_from_xmp(form, term):
    facts = read_image(pictures(xmp(term))[form])
    assert (facts.format, facts.declared) == (form, (Declared(term, "xmp"),))
    assert facts.ai is (term != "digitalCapture")
    assert not facts.truncated
    assert not facts.c2pa


@pytest.mark.parametrize(
    "metadata",
    [
        b"<x:DigitalSourceType>trainedAlgorithmicMedia</x:DigitalSourceType>",
        b"<x:DigitalSourceType rdf:resource='" + URL.encode() + b"trainedAlgorithmicMedia'/>",
        b'x:DigitalSourceType = "trainedAlgorithmicMedia"',
    ],
)
def test_source_type_in_each_spelling_of_xmp(metadata):
    assert read_image(png(itxt(metadata))).ai


def test_packed_text_is_unpacked():
    assert read_image(png(itxt(xmp("trainedAlgorithmicMedia"), packed=True))).ai


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_manifest_is_seen_and_its_source_type_read(form):
    box = b"JP\0\x01jumbc2pa" + URL.encode() + b"trainedAlgorithmicMedia"
    data = {
        "png": png(chunk(b"caBX", box)),
        "jpeg": jpeg((b"\xff\xeb", box)),
        "webp": webp((b"C2PA", box)),
    }[form]
    facts = read_image(data)
    assert facts.c2pa
    assert facts.declared == (Declared("trainedAlgorithmicMedia", "c2pa"),)


def test_words_in_the_pixels_declare_nothing():
    pixels = chunk(b"IDAT", xmp("trainedAlgorithmicMedia"))
    assert read_image(png(pixels)).declared == ()


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_any_cut_is_survived(form):
    whole = pictures(xmp("trainedAlgorithmicMedia"))[form]
    for end in range(12, len(whole)):
        read_image(whole[:end])
    assert read_image(whole[: len(whole) // 2]).truncated


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + b"\xff\xff\xff\xffiTXt",
        b"\xff\xd8" + b"\xff\xe1\xff\xff",
        b"\xff\xd8" + b"\xff\xe1\0\0" * 1_000,
        b"RIFF\xff\xff\xff\xffWEBPXMP \xff\xff\xff\xff",
    ],
)
def test_lengths_that_lie_are_not_trusted(content):
    facts = read_image(content)
    assert facts.truncated
    assert not facts.declared


def test_a_bomb_is_unpacked_no_further_than_the_bound():
    bomb = png(itxt(b"\0" * 400_000_000, packed=True))
    start = time.process_time()
    assert not read_image(bomb).declared
    assert time.process_time() - start < 2


def test_what_is_no_picture_is_refused():
    for content in (b"", b"GIF89a", b"<html>", b"x" * 100):
        with pytest.raises(NotAnImage):
            read_image(content)


def test_size_is_bounded():
    with pytest.raises(NotAnImage, match="50 MB"):
        read_image(b"\xff\xd8" + bytes(MAX_IMAGE))


def test_command_says_what_is_declared(tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(png(itxt(xmp("trainedAlgorithmicMedia"))))
    result = CliRunner().invoke(main, ["image", str(file)])
    assert result.exit_code == 0
    assert "trainedAlgorithmicMedia (xmp)" in result.output
    assert "AI made this picture" in result.output


def test_command_refuses_what_is_no_picture(tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(b"<html>")
    result = CliRunner().invoke(main, ["image", str(file)])
    assert result.exit_code == 1
    assert "neither PNG nor JPEG nor WebP" in result.output
