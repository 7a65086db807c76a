"""A browser with the explorer in it, in the words of someone who uses it."""

import re

from playwright.sync_api import expect

RECEPTOR = "Receptor density, neuron"
PATIENCE = 30_000  # ms: a machine of CI may be busy


class Held:
    """Requests of a page that are kept from their server until they are let go.

    ``which`` tells of a request's content whether it is kept; the others pass.
    """

    def __init__(self, explorer, which=lambda _: True, pattern="**/api/day"):
        self.page = explorer.page
        self.routes = []
        self.open = False

        def meet(route):
            kept = which(route.request.post_data_json) and not self.open
            self.routes.append(route) if kept else route.continue_()

        self.page.route(pattern, meet)

    def wait(self):
        """Until a request is kept."""
        for _ in range(PATIENCE // 50):
            if self.routes:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("nothing was asked")

    def let_one(self):
        """Let the oldest go."""
        self.wait()
        self.routes.pop(0).continue_()

    def let_all(self):
        """Keep nothing any more."""
        self.open = True
        while self.routes:
            self.routes.pop(0).continue_()


class Explorer:
    """One page in a profile of its own; remembers what went wrong in it."""

    def __init__(self, browser, address, view="", **context):
        self.address = address
        self.may_fail = False  # whether a request may stay without an answer
        self.troubles = []
        self.context = browser.new_context(accept_downloads=True, **context)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("request", self._see)
        self.page.goto(address + view)
        self.drawn()

    def _hear(self, message):
        refused = "Failed to load resource" in message.text and self.may_fail
        if message.type in ("error", "warning") and not refused:
            self.troubles.append(f"{message.type}: {message.text}")

    def _see(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"asked {request.url}")

    def drawn(self, role="a"):
        """Wait until a cell's state is told."""
        expect(self.badge(role).locator(".plate")).not_to_have_text(
            re.compile(r"^\s*$"), timeout=PATIENCE
        )

    def close(self):
        self.context.close()

    def badge(self, role="a"):
        return self.page.locator(f"#state-{role}")

    def slider(self, name=RECEPTOR):
        return self.page.get_by_role("slider", name=name).first

    def number(self, name=RECEPTOR):
        return self.page.get_by_role("spinbutton", name=f"{name}, value").first

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def set(self, value, name=RECEPTOR):
        """Type a parameter's value."""
        self.number(name).fill(str(value))
        self.number(name).press("Enter")

    def break_something(self, title):
        """Choose a lesion."""
        self.page.get_by_label("Lesion to add").select_option(label=title)
        self.button("Add").click()

    def outcome(self, label):
        """What the table says of an outcome: healthy, A, A over healthy, B, B over healthy."""
        row = self.page.locator("#outcomes tr").filter(has_text=label).first
        return row.locator("td")

    def map_solved(self):
        expect(self.page.get_by_text("All 961 cells solved.")).to_be_visible(timeout=2 * PATIENCE)

    def message(self):
        return self.page.locator("#message")

    def view(self):
        """The part of the page's address after #."""
        return self.page.evaluate("location.hash")

    def wait_for_view(self, pattern):
        expect(self.page).to_have_url(re.compile(pattern))

    def download(self, name):
        """Press a button that gives a file; its text."""
        with self.page.expect_download() as waiting:
            self.button(name).click()
        return waiting.value.path().read_text("utf-8")

    def picture(self, title):
        """The plot whose text begins with these words."""
        return self.page.get_by_role("img", name=re.compile(f"^{re.escape(title)}"))
