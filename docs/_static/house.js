// Whatever is too wide for the page is moved by keyboard too: it takes the focus, and only then.

const WIDE = "pre, .table-wrapper, .formula, .output";

function mark() {
    for (const element of document.querySelectorAll(WIDE)) {
        if (element.scrollWidth > element.clientWidth) {
            element.tabIndex = 0;
        } else {
            element.removeAttribute("tabindex");
        }
    }
}

window.addEventListener("load", mark);
window.addEventListener("resize", mark);
