// Tells the server where this browser is, so that times on the next page are the reader's own.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const told = `zone=${encodeURIComponent(zone)}`;
  if (zone && !document.cookie.split("; ").includes(told)) {
    document.cookie = `${told}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  }
})();
