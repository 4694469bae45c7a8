// Uses the search of an HTML reference of the Messenger interface in Chromium, as a reader would.
//
// The argument is the address of the page.

"use strict";

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const puppeteer = require("puppeteer-core");

const address = process.argv[2];
const chromium = execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();

const visible = (page) => page.$$eval(".endpoint", (sections) =>
    sections.filter((section) => section.checkVisibility()).map((section) => section.id));
const listed = (page) => page.$$eval(".sidebar li a", (links) =>
    links.filter((link) => link.checkVisibility()).map((link) => link.getAttribute("href").slice(1)));
const shown = (page, selector) => page.$eval(selector, (element) => element.checkVisibility());
const focused = (page) => page.evaluate(() => document.activeElement.id);

async function use(page) {
    await page.setViewport({ width: 1280, height: 800 });
    await page.goto(address);
    const all = await visible(page);
    assert.deepEqual(all, [
        "method-join", "method-leave", "method-send",
        "event-roomupdate", "event-userupdate", "event-message",
    ]);
    assert.deepEqual(await listed(page), all);

    await page.keyboard.press("/");
    assert.equal(await focused(page), "query");
    await page.keyboard.type("LEAVES a");
    assert.deepEqual(await visible(page), ["method-leave"]);
    assert.deepEqual(await listed(page), ["method-leave"]);
    assert.equal(await page.$eval("#found", (found) => found.textContent), "1 of 6");
    assert.equal(await shown(page, ".nothing"), false);

    await page.keyboard.press("Escape");
    assert.deepEqual(await visible(page), all);
    assert.notEqual(await focused(page), "query");

    // The name counts for more than the text: other endpoints speak of messages too.
    await page.keyboard.press("/");
    await page.keyboard.type("message");
    assert.ok((await visible(page)).length > 1);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => location.hash), "#event-message");
    const top = await page.$eval("#event-message", (section) => section.getBoundingClientRect().top);
    assert.ok(top >= -1 && top < 800, `the section is at ${top}`);

    await page.$eval("#query", (input) => input.select());
    await page.keyboard.type("no such words");
    assert.deepEqual(await visible(page), []);
    assert.equal(await shown(page, ".nothing"), true);

    // A link to what the search hides shows it again.
    await page.evaluate(() => { location.hash = "#method-join"; });
    await page.waitForFunction(() => document.getElementById("method-join").checkVisibility());
    assert.deepEqual(await visible(page), all);
    assert.equal(await page.$eval("#query", (input) => input.value), "");
}

async function main() {
    const browser = await puppeteer.launch({
        executablePath: chromium,
        pipe: true,
        args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
    });
    try {
        const page = await browser.newPage();
        const complaints = [];
        const requests = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(String(error)));
        page.on("request", (request) => requests.push(request.url()));
        await use(page);
        assert.deepEqual(complaints, []);
        // The page needs nothing else; a browser asks for the icon of a site by itself.
        const others = requests.filter((url) => url.split("#")[0] !== address && !url.endsWith("/favicon.ico"));
        assert.deepEqual(others, []);
    } finally {
        await browser.close();
    }
    console.log("the search does what it should");
}

main().catch((error) => {
    console.error(error);
    process.exitCode = 1;
});
