"""Presscard's server: one page in, one card out.

`create_app` is the whole web application. Importing this package imports neither Flask nor any
model, so that `server.scoring` stays a plain library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from server.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from `settings`, by default from the PRESSCARD_* environment."""
    from flask import Flask

    from server import api, logs, problems, security, web
    from server.settings import from_environment

    chosen = settings or from_environment()
    # Flask's own static route is off: `server.web` names each file that may be served.
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = chosen.max_body
    app.extensions["presscard.settings"] = chosen
    logs.register(app)
    problems.register(app)
    security.register(app, chosen)
    api.register(app, chosen)
    web.register(app)
    return app
