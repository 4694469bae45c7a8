
(function () {
  "use strict";
  var root = document.documentElement;
  var input = document.getElementById("query");
  var found = document.getElementById("found");
  var nothing = document.querySelector(".nothing");
  var groups = Array.from(document.querySelectorAll(".group"));
  var links = new Map();
  document.querySelectorAll(".sidebar li a").forEach(function (link) {
    links.set(link.getAttribute("href").slice(1), link);
  });
  var endpoints = Array.from(document.querySelectorAll(".endpoint")).map(function (section) {
    return {
      section: section,
      link: links.get(section.id),
      name: section.dataset.name.toLowerCase(),
      words: section.textContent.toLowerCase(),
    };
  });

  // Every word must occur; sections whose name has them come first when jumping.
  function search() {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    endpoints.forEach(function (endpoint) {
      var hit = words.every(function (word) { return endpoint.words.includes(word); });
      endpoint.hit = hit;
      endpoint.section.hidden = !hit;
      if (endpoint.link) endpoint.link.parentElement.hidden = !hit;
      if (hit) shown += 1;
    });
    groups.forEach(function (group) {
      group.hidden = !group.querySelector(".endpoint:not([hidden])");
    });
    document.querySelectorAll(".sidebar ul").forEach(function (list) {
      var empty = !list.querySelector("li:not([hidden])");
      list.hidden = empty;
      if (list.previousElementSibling) list.previousElementSibling.hidden = empty;
    });
    nothing.hidden = shown > 0 || words.length === 0;
    found.textContent = words.length === 0 ? "" : shown + " of " + endpoints.length;
  }

  function best() {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    var hits = endpoints.filter(function (endpoint) { return endpoint.hit; });
    return hits.find(function (endpoint) {
      return words.every(function (word) { return endpoint.name.includes(word); });
    }) || hits[0];
  }

  function clear() {
    input.value = "";
    search();
  }

  input.addEventListener("input", search);
  input.addEventListener("keydown", function (event) {
    if (event.key === "Enter") {
      var target = input.value.trim() && best();
      if (target) {
        location.hash = target.section.id;
        target.section.scrollIntoView();
      }
    } else if (event.key === "Escape") {
      clear();
      input.blur();
    }
  });
  document.addEventListener("keydown", function (event) {
    var busy = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !busy && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  // A link to what the search hides shows everything again.
  window.addEventListener("hashchange", function () {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      clear();
      target.scrollIntoView();
    }
  });
  document.querySelector(".search").hidden = false;

  // The section that is being read is marked in the list.
  if ("IntersectionObserver" in window) {
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        var link = links.get(entry.target.id);
        if (!link) return;
        if (entry.isIntersecting) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    }, { rootMargin: "-20% 0px -70% 0px" });
    endpoints.forEach(function (endpoint) { observer.observe(endpoint.section); });
  }

  var button = document.getElementById("theme");
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function keep(theme) {
    try { localStorage.setItem("theme", theme); } catch (error) { /* Pages of files may have no storage. */ }
  }
  function kept() {
    try { return localStorage.getItem("theme"); } catch (error) { return null; }
  }
  function show(theme) {
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    var isDark = (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
    button.textContent = isDark ? "Light colours" : "Dark colours";
    return isDark;
  }
  button.addEventListener("click", function () {
    var next = show() ? "light" : "dark";
    keep(next);
    show(next);
  });
  dark.addEventListener("change", function () { show(); });
  show(kept());
  button.hidden = false;

  if (navigator.clipboard) {
    document.querySelectorAll(".example").forEach(function (figure) {
      var copy = document.createElement("button");
      copy.type = "button";
      copy.textContent = "Copy";
      copy.setAttribute("aria-label", "Copy the example: " + figure.querySelector("figcaption").textContent);
      copy.addEventListener("click", function () {
        navigator.clipboard.writeText(figure.querySelector("code").textContent).then(function () {
          copy.textContent = "Copied";
          setTimeout(function () { copy.textContent = "Copy"; }, 1500);
        });
      });
      figure.appendChild(copy);
    });
  }
})();
