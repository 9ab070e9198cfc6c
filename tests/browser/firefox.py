"""Real Firefox with the extension as it ships, driven over Marionette.

Marionette is Firefox's own remote protocol: it installs the extension, and in the browser's chrome
it clicks the toolbar button with real mouse events, so the popup opens and activeTab is granted the
way they are for a reader. Knows no server and no card.
"""

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ports import free_port

NAMES = ("firefox-esr", "firefox")
PATIENCE = 30.0
FLAGS = (
    "--headless",
    "--marionette",
    "--remote-allow-system-access",
    "--no-remote",
    "--width=1100",
    "--height=900",
)
PREFERENCES = {
    "app.update.enabled": False,
    "browser.aboutConfig.showWarning": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,none",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "ui.popup.disable_autohide": True,  # a popup must outlive the loss of focus in a test
    # Names that lead to this machine.
    "network.dns.localDomains": "evil.test,news.test,pictures.test",
    "layout.css.devPixelsPerPx": "2.0",
}
ADDON_ID = "presscard@presscard.invalid"
BUTTON = "#presscard_presscard_invalid-BAP"
PIN = """
const { CustomizableUI } = ChromeUtils.importESModule(
  "moz-src:///browser/components/customizableui/CustomizableUI.sys.mjs");
CustomizableUI.addWidgetToArea("presscard_presscard_invalid-browser-action", "nav-bar");
"""
POPUP = """
const sidebar = document.getElementById("sidebar")?.contentDocument;
const popup = [document, sidebar].flatMap(
  (place) => [...(place?.querySelectorAll("browser") ?? [])]).find(
  (browser) => browser.currentURI?.spec.endsWith(PLACE));
"""
# Evaluates in the popup's own world, promises awaited. A sandbox is not bound by the popup's CSP.
IN_POPUP = """
const sandbox = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
const mouse = (type, x, y) =>
  content.synthesizeMouseEvent(type, x, y, { button: 0, clickCount: 1 });
Cu.exportFunction(mouse, sandbox, { defineAs: "sendMouse" });
const answer = (value) => sendAsyncMessage("presscard-test", value);
try {
  Promise.resolve(Cu.evalInSandbox(EXPRESSION, sandbox)).then(
    (value) => answer({ value: JSON.stringify(value) }),
    (error) => answer({ error: String(error) }));
} catch (error) {
  answer({ error: String(error) });
}
"""

# A real click: the browser takes it for its user's, which no click of a script's own is.
MOUSE = """(selector) => {
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: "center" });
  const { left, top, width, height } = element.getBoundingClientRect();
  for (const type of ["mousedown", "mouseup"])
    sendMouse(type, left + width / 2, top + height / 2);
}"""


class Firefox:
    """One browser, one window; the tab in front and the popup over it."""

    name = "firefox"

    def __init__(self, extension: Path) -> None:
        self.profile = tempfile.mkdtemp(prefix="presscard-firefox-")
        port = free_port()
        preferences = PREFERENCES | {"marionette.port": port}
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in preferences.items()]
        Path(self.profile, "user.js").write_text("\n".join(lines))
        self.process = subprocess.Popen(
            [_binary(), *FLAGS, "--profile", self.profile],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._last = 0
        self._place = "/popup.html"  # what "the popup" is: that, or the sidebar's page
        try:
            self._socket = _connect(port)
            self._stream = self._socket.makefile("rb")
            self._receive()  # its greeting
            self.send("WebDriver:NewSession", {"timeouts": {"script": int(PATIENCE * 1000)}})
            self.send("Addon:Install", {"path": str(extension), "temporary": True})
            self.in_browser(PIN)
            host = f"return WebExtensionPolicy.getByID({json.dumps(ADDON_ID)}).mozExtensionHostname"
            self.origin = f"moz-extension://{self.in_browser(host)}"
            self._close_setup()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    # --- what a reader does

    def open(self, url: str) -> None:
        """Open an address in the tab in front and wait until it has loaded."""
        self.close_popup()
        self._context("content")
        self.send("WebDriver:Navigate", {"url": url})

    def click(self) -> None:
        """Click the extension's button in the toolbar and wait for its popup."""
        self.close_popup()
        self._context("chrome")
        found = self.send("WebDriver:FindElement", {"using": "css selector", "value": BUTTON})
        self.send("WebDriver:ElementClick", {"id": next(iter(found["value"].values()))})
        self._until(self._popup_is_ready, "the popup")

    def hover(self, x: float, y: float) -> None:
        """Move the mouse over a point of the page."""
        self._context("content")
        step = {"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)}
        mouse = {"type": "pointer", "id": "mouse", "actions": [step]}
        self.send("WebDriver:PerformActions", {"actions": [mouse]})

    def open_panel(self, entry: str = "page", on: str = "h1, p") -> None:
        """Right-click an element and choose an entry of ours: it opens the sidebar."""
        self.close_popup()
        where = self.in_page(
            "(({ left, top }) => [left + 20, top + 8].map(Math.round))"
            f"(document.querySelector({json.dumps(on)}).getBoundingClientRect())"
        )
        steps = [
            {"type": "pointerMove", "duration": 0, "x": where[0], "y": where[1]},
            {"type": "pointerDown", "button": 2},
            {"type": "pointerUp", "button": 2},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": steps}
        self.send("WebDriver:PerformActions", {"actions": [mouse]})
        choose = (
            "const menu = document.getElementById('contentAreaContextMenu');"
            f"const entry = menu.querySelector('[id$=\"menuitem-_{entry}\"]');"
            "if (menu.state !== 'open' || !entry) return false;"
            "menu.activateItem(entry); return true;"
        )
        self._until(lambda: bool(self.in_browser(choose)), "the context menu")
        self._place = "/popup.html?place=panel"
        self._until(self._popup_is_ready, "the sidebar")

    def close_panel(self) -> None:
        """Close the sidebar."""
        self._place = "/popup.html"
        self.in_browser("SidebarController.hide()")

    def close_popup(self) -> None:
        """Close the popup, as a click elsewhere does."""
        shown = "popup?.closest('panel')"
        self._in_chrome(f"{shown}?.hidePopup()")
        while self._in_chrome(f"return !!{shown}"):
            time.sleep(0.02)

    def press_in_popup(self, selector: str) -> None:
        """Click an element of the popup with the mouse."""
        self.in_popup(f"({MOUSE})({json.dumps(selector)})")

    def answer_prompt(self, way: str) -> None:
        """Press "allow" or "deny" where the browser asks for a permission."""
        button = {"allow": "primary", "deny": "secondary"}[way]
        press = (
            "const asked = document.getElementById('addon-webext-permissions-notification');"
            f"const button = asked?.querySelector('.popup-notification-{button}-button');"
            "if (!button || asked.hidden || PopupNotifications.panel.state !== 'open')"
            "  return false;"
            "button.click(); return true;"
        )
        self._until(lambda: bool(self.in_browser(press)), "the question for leave")

    def withhold_host_permission(self, change: str = "remove") -> None:
        """Take back the host permission, as the reader can on the browser's page of add-ons."""
        self._in_chrome(
            "const [id, change] = arguments;"
            "const { ExtensionPermissions } = ChromeUtils.importESModule("
            "  'resource://gre/modules/ExtensionPermissions.sys.mjs');"
            "const { extension } = WebExtensionPolicy.getByID(id);"
            "const origins = ['http://127.0.0.1/*', 'http://localhost/*'];"
            "return ExtensionPermissions[change](id, { permissions: [], origins }, extension);",
            ADDON_ID,
            change,
        )

    def restore_host_permission(self) -> None:
        """Give it back."""
        self.withhold_host_permission("add")

    # --- what a test looks at

    def in_page(self, expression: str) -> Any:
        """The value of a JavaScript expression (or promise) in the tab's page."""
        self._context("content")
        return self._script("WebDriver:ExecuteScript", "return eval(arguments[0])", expression)

    def in_popup(self, expression: str) -> Any:
        """The value of a JavaScript expression (or promise) in the popup."""
        answer = self._ask_popup(expression, PATIENCE)
        if answer.get("error"):
            raise RuntimeError(answer["error"])
        return json.loads(answer["value"]) if answer.get("value") else None

    def _close_setup(self) -> None:
        """Close the page that a first installation opens."""
        close = (
            "const setup = gBrowser.tabs.find("
            "  (tab) => tab.linkedBrowser.currentURI.spec.endsWith('/setup.html'));"
            "if (setup) gBrowser.removeTab(setup); return !!setup;"
        )
        self._until(lambda: bool(self.in_browser(close)), "the page for a first installation")

    @staticmethod
    def _until(condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not open")
            time.sleep(0.02)

    def _popup_is_ready(self) -> bool:
        """Whether the popup's own document, not the blank one before it, has loaded."""
        if not self._in_chrome("return !!popup"):
            return False
        expression = "document.readyState === 'complete' && location.href"
        return str(self._ask_popup(expression, 0.5).get("value")).endswith(f'{self._place}"')

    def _ask_popup(self, expression: str, patience: float) -> dict[str, str]:
        """What the popup answers; an error when its document goes away before it does."""
        answer = self._in_chrome(
            "const [script, patience] = arguments;"
            "const { messageManager } = popup;"  # the popup may be gone before it answers
            "return new Promise((done) => {"
            "  messageManager.addMessageListener('presscard-test', function heard({ data }) {"
            "    messageManager.removeMessageListener('presscard-test', heard);"
            "    done(data);"
            "  });"
            "  setTimeout(() => done({ error: 'the popup did not answer' }), patience);"
            "  messageManager.loadFrameScript("
            "    'data:,' + encodeURIComponent(`(() => {${script}})()`), false);"
            "});",
            IN_POPUP.replace("EXPRESSION", json.dumps(expression)),
            patience * 900,
        )
        return dict(answer)

    def in_browser(self, script: str) -> Any:
        """What a script returns in the browser's own window, with its privileges."""
        self._context("chrome")
        return self._script("WebDriver:ExecuteScript", script)

    def picture(self, path: Path, scheme: str = "light") -> None:
        """Save the popup as it stands on the screen, in a colour scheme."""
        self._in_chrome("popup.browsingContext.prefersColorSchemeOverride = arguments[0]", scheme)
        time.sleep(0.5)  # the dial's entrance
        data = self._in_chrome("""return (async () => {
            const { width, height } = popup.getBoundingClientRect();
            const shot = await popup.browsingContext.currentWindowGlobal.drawSnapshot(
              new DOMRect(0, 0, width, height), 2, "rgb(255,255,255)");
            const canvas = new OffscreenCanvas(shot.width, shot.height);
            canvas.getContext("2d").drawImage(shot, 0, 0);
            const reader = new FileReader();
            reader.readAsDataURL(await canvas.convertToBlob());
            await new Promise((done) => { reader.onload = done; });
            return reader.result;
          })()""")
        path.write_bytes(base64.b64decode(data.partition(",")[2]))

    def close(self) -> None:
        """End the browser and forget its profile."""
        self._stream.close()
        self._socket.close()
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.profile, ignore_errors=True)

    # --- Marionette

    def send(self, command: str, parameters: dict[str, Any]) -> Any:
        """One command and its answer."""
        self._last += 1
        message = json.dumps([0, self._last, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._receive()
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return result

    def _receive(self) -> Any:
        digits = b""
        while not digits.endswith(b":"):
            byte = self._stream.read(1)
            if not byte:
                raise ConnectionError("Firefox hung up")
            digits += byte
        return json.loads(self._stream.read(int(digits[:-1])))

    def _context(self, name: str) -> None:
        self.send("Marionette:SetContext", {"value": name})

    def _script(self, command: str, script: str, *arguments: Any) -> Any:
        return self.send(command, {"script": script, "args": list(arguments)}).get("value")

    def _in_chrome(self, script: str, *arguments: Any) -> Any:
        self._context("chrome")
        return self._script(
            "WebDriver:ExecuteScript",
            POPUP.replace("PLACE", json.dumps(self._place)) + script,
            *arguments,
        )


def _connect(port: int) -> socket.socket:
    """The connection, as soon as the browser listens."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 2 * PATIENCE)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _binary() -> str:
    """The browser on this machine."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise FileNotFoundError(f"none of {', '.join(NAMES)} is installed: run `make test`")
    return found
