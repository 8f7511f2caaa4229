/* Lists: click a heading to sort, type to filter. Without this script every list is there, whole and readable. */
(function () {
  "use strict";

  var collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  function value(row, column) {
    var cell = row.cells[column];
    if (cell.hasAttribute("data-sort")) return cell.getAttribute("data-sort");
    return cell.textContent.trim();
  }

  function number(text) {
    var plain = text.replace(/\u2212/g, "-").replace(/[\s\u00a0≤≥%]/g, "");
    return /^-?[0-9]+(\.[0-9]+)?$/.test(plain) ? parseFloat(plain) : null;
  }

  function compare(a, b) {
    var x = number(a), y = number(b);
    if (x !== null && y !== null) return x - y;
    if (x !== null || y !== null) return x !== null ? -1 : 1;
    return collator.compare(a, b);
  }

  function sortable(table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var body = table.tBodies[0];
    heads.forEach(function (head, column) {
      var words = head.textContent;
      var button = document.createElement("button");
      var mark = document.createElement("span");
      button.type = "button";
      button.className = "g-sort";
      mark.className = "g-dir";
      mark.setAttribute("aria-hidden", "true");
      button.append(words, mark);
      head.replaceChildren(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) {
          other.removeAttribute("aria-sort");
          other.querySelector(".g-dir").textContent = "";
        });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        mark.textContent = down ? "\u25be" : "\u25b4";
        Array.prototype.slice.call(body.rows)
          .map(function (row, index) { return { row: row, index: index, key: value(row, column) }; })
          .sort(function (a, b) { return (down ? -1 : 1) * compare(a.key, b.key) || a.index - b.index; })
          .forEach(function (entry) { body.append(entry.row); });
      });
    });
  }

  function filterable(table) {
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows);
    if (rows.length < 8) return;
    var scroller = table.closest(".g-scroll");
    var label = document.createElement("label");
    var input = document.createElement("input");
    var count = document.createElement("span");
    input.type = "search";
    input.autocomplete = "off";
    input.spellcheck = false;
    label.append("Filter ", input);
    count.setAttribute("role", "status");
    var bar = document.createElement("div");
    bar.className = "g-filter";
    bar.append(label, count);
    scroller.before(bar);
    var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    function apply() {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      rows.forEach(function (row, index) {
        var fits = words.every(function (word) { return texts[index].indexOf(word) >= 0; });
        row.hidden = !fits;
        if (fits) shown += 1;
      });
      count.textContent = words.length ? shown + " of " + rows.length + " rows" : rows.length + " rows";
    }
    input.addEventListener("input", apply);
    apply();
  }

  document.querySelectorAll("table.g-listing").forEach(function (table) {
    filterable(table);
    sortable(table);
  });

  /* Boxes that do not scroll need no stop on the way of the tab key; those that do say so. */
  function stops() {
    document.querySelectorAll(".g-scroll").forEach(function (box) {
      var wide = box.scrollWidth > box.clientWidth;
      var hint = box.previousElementSibling;
      if (wide) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
      if (hint && hint.classList.contains("g-phone")) hint.classList.toggle("g-shown", wide);
    });
  }
  stops();
  window.addEventListener("resize", stops);
})();
