"""The pages for people: paste or drop a page at /, and the card's own files.

The card's script and stylesheet live once, in `extension/`, which lies beside `server/` both in
the checkout and in the wheel. This module knows no signals and no scoring.
"""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template, send_from_directory
from markupsafe import Markup, escape
from werkzeug.exceptions import NotFound

from server.problems import KINDS

web = Blueprint("web", __name__)

EXTENSION = Path(__file__).resolve().parent.parent / "extension"
STATIC = Path(__file__).resolve().parent / "static"
CARD_FILES = (".js", ".css", ".svg", ".png", ".json")


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(web)
    app.jinja_env.filters["marked"] = marked


def marked(text: str | None) -> Markup:
    """Our own prose with `code` marked as code; everything is escaped."""
    parts = escape(text or "").split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts)
    )


@web.get("/")
def start() -> str:
    """Paste or drop a page, see its card."""
    return render_template("page.html", card=None)


def rendered(card: dict[str, Any]) -> Response:
    """The card as a page: the same script draws it that draws it in the extension."""
    # "<" cannot end the data block, whatever the article says.
    data = json.dumps(card).replace("<", "\\u003c")
    return Response(render_template("page.html", card=Markup(data)))  # noqa: S704


@web.get("/openapi.json")
def description() -> Response:
    """The OpenAPI 3.1 description of this server."""
    from server.openapi import document

    return jsonify(document())


@web.get("/docs")
def docs() -> str:
    """How to call this server, as a plain page that needs no script and no network."""
    from server.openapi import document

    return render_template("docs.html", api=document(), kinds=KINDS.values())


@web.get("/metrics")
def metrics() -> Response:
    """Counters and timings for Prometheus."""
    from server.metrics import report

    return Response(report(), content_type="text/plain; version=0.0.4; charset=utf-8")


@web.get("/card/<path:name>")
def card_file(name: str) -> Response:
    """A file of the card's, from the extension."""
    if Path(name).suffix not in CARD_FILES:
        raise NotFound
    return send_from_directory(EXTENSION, name)


@web.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """A file of the page at /."""
    return send_from_directory(STATIC, name)
