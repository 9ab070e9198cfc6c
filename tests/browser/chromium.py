"""Real Chromium with the extension as it ships, spoken to over its DevTools pipe.

`click` is the browser's own toolbar action (Extensions.triggerAction), so the popup opens and
activeTab is granted the way they are for a reader. Knows no server and no card.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--enable-unsafe-extension-debugging",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--screen-info={2400x2000}",  # physical pixels: room for a whole popup below the toolbar
    "--window-size=1100,900",
    "--force-device-scale-factor=2",
    "--lang=en-US",
)
PATIENCE = 30.0  # seconds any single answer may take on two busy cores


class Chromium:
    """One browser, one window; `tab` is the page in front, `popup` what the toolbar opened."""

    name = "chromium"

    def __init__(self, extension: Path, *flags: str, profile: str = "") -> None:
        self.profile = profile or tempfile.mkdtemp(prefix="presscard-chromium-")
        self._buffer = b""
        self._last = 0
        self.events: list[dict[str, Any]] = []
        self._sessions: dict[str, str] = {}
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        self.process = subprocess.Popen(
            [_binary(), *FLAGS, *_as_root(), *flags, f"--user-data-dir={self.profile}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=lambda: _wire(to_browser, from_browser),
        )
        os.close(to_browser)
        os.close(from_browser)
        self.popup: str | None = None
        self.panel: str | None = None
        try:
            loaded = self.send("Extensions.loadUnpacked", {"path": str(extension)})
            self.extension_id: str = loaded["id"]
            self.origin = f"chrome-extension://{self.extension_id}"
            self.tab = self._first_tab()
            if not profile:
                self._close_setup()
        except BaseException:
            self.close()
            raise

    # --- what a reader does

    def open(self, url: str) -> None:
        """Open an address in the tab in front and wait until it, and no page before it, loaded."""
        self.close_popup()
        session = self._session(self.tab)
        self.send("Page.enable", session=session)
        self.send("Page.setLifecycleEventsEnabled", {"enabled": True}, session)
        self.events.clear()
        document = self.send("Page.navigate", {"url": url}, session)["loaderId"]
        self._wait_for_load(document)

    def click(self) -> None:
        """Click the extension's button in the toolbar; its popup becomes `popup`."""
        self.close_popup()
        self.send("Extensions.triggerAction", {"id": self.extension_id, "targetId": self._tab_of()})
        self.popup = self._wait_for_target(f"{self.origin}/popup.html")

    def hover(self, x: float, y: float) -> None:
        """Move the mouse over a point of the page."""
        move = {"type": "mouseMoved", "x": x, "y": y}
        self.send("Input.dispatchMouseEvent", move, self._session(self.tab))

    def open_panel(self) -> None:
        """Click the button, then the popup's own one that moves the card beside the page.

        The entry of the context menu does the same, but no protocol can choose it.
        """
        self.click()
        popup = str(self.popup)
        ready = "document.getElementById('panel') !== null"
        while not self._evaluate(popup, ready):
            time.sleep(0.02)
        press = {"expression": "document.getElementById('panel').click()", "userGesture": True}
        self._post("Runtime.evaluate", press, self._session(popup))  # it closes and may not answer
        self.panel = self._wait_for_target(f"{self.origin}/popup.html?place=panel")
        self.close_popup()

    def press_in_popup(self, selector: str) -> None:
        """Click an element of the popup with the mouse."""
        where = self.in_popup(
            f"((element) => {{ element.scrollIntoView({{ block: 'center' }});"
            "  const { left, top, width, height } = element.getBoundingClientRect();"
            "  return { x: left + width / 2, y: top + height / 2 };"
            f"}})(document.querySelector({json.dumps(selector)}))"
        )
        session = self._session(str(self.popup or self.panel))
        for kind in ("mousePressed", "mouseReleased"):
            event = {"type": kind, "button": "left", "clickCount": 1, **where}
            self._post("Input.dispatchMouseEvent", event, session)  # a popup may close under it

    def close_panel(self) -> None:
        """Close the side panel."""
        if self.panel:
            self.send("Target.closeTarget", {"targetId": self.panel})
            self.panel = None

    def by_hand(self, expression: str) -> Any:
        """Start something in the popup or the panel as if its user had clicked."""
        front = str(self.popup or self.panel)
        started = {"expression": f"{expression}; null", "userGesture": True}
        self.send("Runtime.evaluate", started, self._session(front))

    def popup_is_gone(self) -> bool:
        """Whether the browser has closed the popup by itself."""
        gone = all(target["targetId"] != self.popup for target in self._targets("page"))
        if gone:
            self.popup = None
        return gone

    def await_popup(self) -> None:
        """Wait for a popup that opens by itself; it becomes `popup`."""
        self.popup = self._wait_for_target(f"{self.origin}/popup.html")

    def close_popup(self) -> None:
        """Close the popup, as a click elsewhere does."""
        if not self.popup:
            return
        popup, self.popup = self.popup, None
        while any(target["targetId"] == popup for target in self._targets("page")):
            with suppress(RuntimeError):  # gone between the question and the order
                self.send("Target.closeTarget", {"targetId": popup})
            time.sleep(0.01)

    def allow_beforehand(self, origin: str) -> None:
        """Give leave for a host beforehand: the extension's request then succeeds unasked."""
        given = f"{json.dumps(self.extension_id)}, {json.dumps(origin)}"
        self._in_browser_s_settings(f"addHostPermission({given})")

    def withhold_host_permission(self, access: str = "ON_CLICK") -> None:
        """Take back "on all sites", as the reader can on the browser's page of extensions."""
        change = {"extensionId": self.extension_id, "hostAccess": access}
        self._in_browser_s_settings(f"updateExtensionConfiguration({json.dumps(change)})")

    def restore_host_permission(self) -> None:
        """Give it back; that closes the popup."""
        self.close_popup()
        self.withhold_host_permission("ON_ALL_SITES")

    def _in_browser_s_settings(self, call: str) -> None:
        """Call what the browser's page of extensions calls, in a tab of its own behind ours."""
        page = {"url": "chrome://extensions/", "background": True}
        extra = self.send("Target.createTarget", page)["targetId"]
        try:
            loaded = self._wait_for_target("chrome://extensions/")
            self._evaluate(loaded, f"chrome.developerPrivate.{call}")
        finally:
            self.send("Target.closeTarget", {"targetId": extra})

    # --- what a test looks at

    def in_page(self, expression: str) -> Any:
        """The value of a JavaScript expression (or promise) in the tab's page."""
        return self._evaluate(self.tab, expression)

    def in_popup(self, expression: str) -> Any:
        """The value of a JavaScript expression (or promise) in the popup, else in the panel."""
        front = self.popup or self.panel
        assert front, "neither popup nor panel is open"
        return self._evaluate(front, expression)

    def picture(self, path: Path, scheme: str = "light", forced: str = "none") -> None:
        """Save the popup as it stands on the screen, in a colour scheme or in forced colours."""
        assert self.popup
        session = self._session(self.popup)
        features = {"prefers-color-scheme": scheme, "forced-colors": forced}
        media = {"features": [{"name": name, "value": value} for name, value in features.items()]}
        self.send("Emulation.setEmulatedMedia", media, session)
        self._capture(session, path)

    def picture_of_page(self, path: Path, width: int, scheme: str = "light") -> None:
        """Save the whole length of the page in the tab, at a width and in a colour scheme."""
        session = self._session(self.tab)
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        self.send("Emulation.setEmulatedMedia", media, session)
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", size, session)
        self._capture(session, path, captureBeyondViewport=True)
        self.send("Emulation.clearDeviceMetricsOverride", {}, session)

    def _capture(self, session: str, path: Path, **options: bool) -> None:
        time.sleep(0.5)  # the dial's entrance
        shot = self.send("Page.captureScreenshot", {"format": "png", **options}, session)
        path.write_bytes(base64.b64decode(shot["data"]))

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press a key in the popup."""
        session = self._session(str(self.popup))
        for kind in ("keyDown", "keyUp"):
            event = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
            self.send("Input.dispatchKeyEvent", event | {"text": text}, session)

    def quit(self) -> None:
        """End the browser, its profile kept."""
        self.send("Browser.close")
        self.process.wait(20)
        os.close(self._read)
        os.close(self._write)

    def close(self) -> None:
        """End the browser and forget its profile."""
        self.process.terminate()
        self.process.wait(10)
        os.close(self._read)
        os.close(self._write)
        shutil.rmtree(self.profile, ignore_errors=True)

    # --- the DevTools protocol

    def send(
        self, method: str, params: dict[str, Any] | None = None, session: str | None = None
    ) -> Any:
        """One command and its answer; events met on the way are kept."""
        self._post(method, params, session)
        while True:
            answer = self._receive(method)
            if answer.get("id") != self._last:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def _post(self, method: str, params: dict[str, Any] | None, session: str | None) -> None:
        """One command, whose answer nobody waits for."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")

    def _receive(self, awaited: str) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0, end - time.monotonic()))
            chunk = os.read(self._read, 1 << 20) if ready else b""
            if not chunk:
                raise TimeoutError(f"Chromium did not answer {awaited}")
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))

    def _wait_for_load(self, document: str) -> None:
        def has_loaded(event: dict[str, Any]) -> bool:
            told = event.get("params", {})
            return (told.get("loaderId"), told.get("name")) == (document, "load")

        while not any(map(has_loaded, self.events)):
            self.events.append(self._receive("Page.navigate"))

    def _evaluate(self, target: str, expression: str) -> Any:
        params = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = self.send("Runtime.evaluate", params, self._session(target))
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def _session(self, target: str) -> str:
        if target not in self._sessions:
            params = {"targetId": target, "flatten": True}
            self._sessions[target] = self.send("Target.attachToTarget", params)["sessionId"]
        return self._sessions[target]

    def _targets(self, kind: str) -> list[dict[str, Any]]:
        found = self.send("Target.getTargets", {"filter": [{}]})["targetInfos"]
        return [target for target in found if target["type"] == kind]

    def _first_tab(self) -> str:
        pages = [t for t in self._targets("page") if not t["url"].startswith("chrome-extension")]
        return str(pages[0]["targetId"])

    def _close_setup(self) -> None:
        """Close the page that a first installation opens."""
        setup = self._wait_for_target(f"{self.origin}/setup.html")
        self.send("Target.closeTarget", {"targetId": setup})
        self.send("Target.activateTarget", {"targetId": self.tab})

    def _tab_of(self) -> str:
        """The tab target around the page in front: what the toolbar belongs to."""
        front = next(t for t in self._targets("page") if t["targetId"] == self.tab)
        return str(next(t for t in self._targets("tab") if t["url"] == front["url"])["targetId"])

    def _wait_for_target(self, url: str) -> str:
        """The page at an address, once it has opened and loaded."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = [target for target in self._targets("page") if target["url"] == url]
            with suppress(RuntimeError):  # its first, blank document goes away under the question
                ready = "document.readyState === 'complete' && location.href"
                if found and self._evaluate(found[-1]["targetId"], ready) == url:
                    return str(found[-1]["targetId"])
            time.sleep(0.01)
        raise TimeoutError(f"{url} did not open")


def _wire(to_browser: int, from_browser: int) -> None:
    """Put the pipe where Chromium looks for it, whatever numbers it has now."""
    away = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (to_browser, from_browser)]
    os.dup2(away[0], 3)
    os.dup2(away[1], 4)


def _binary() -> str:
    """The browser on this machine."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise FileNotFoundError(f"none of {', '.join(NAMES)} is installed: run `make test`")
    return found


def _as_root() -> tuple[str, ...]:
    """Chromium's sandbox refuses to run as root, which containers and CI machines are."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
