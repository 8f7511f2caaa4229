/* Runs before the theme's script. Opened from a folder, a page may not read the search index: no search is shown then,
   and the theme does not try to fetch a substitute from another origin. */
(function () {
  "use strict";
  if (location.protocol !== "file:") return;
  document.documentElement.classList.add("g-file");
  document.querySelectorAll("[data-md-component=search], label[for=__search]").forEach(function (node) {
    node.remove();
  });
})();
