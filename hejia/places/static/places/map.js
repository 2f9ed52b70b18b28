/** `[data-map]`: the outlines below an area; a press on one opens its page, on empty ground asks
 *  which grid lies there. The page works without it: the table lists the same areas. */
const CHOSEN = { color: "#1557a5", weight: 2.5, fillColor: "#1557a5", fillOpacity: 0.18 };
const PLAIN = { color: "#7d8b9a", weight: 1, fillColor: "#ffffff", fillOpacity: 0.85 };
const LABELLED_AT_MOST = 24;

/** @param {HTMLElement} ground */
async function draw(ground) {
  const L = await leaflet();
  const said = document.querySelector("[data-map-said]");
  const answer = await fetch(ground.dataset.outlines || "");
  if (!answer.ok) throw new Error(String(answer.status));
  const outlines = await answer.json();
  const map = L.map(ground, { attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
  const here = Number(ground.dataset.here);
  const few = outlines.features.length <= LABELLED_AT_MOST;
  const layer = L.geoJSON(outlines, {
    style: (/** @type {any} */ feature) => (feature.id === here ? CHOSEN : PLAIN),
    onEachFeature: (/** @type {any} */ feature, /** @type {any} */ shape) => {
      if (!few) shape.bindTooltip(feature.properties.name, { sticky: true });
      shape.on("click", () => {
        if (feature.id !== here) location.href = (ground.dataset.area || "").replace("/0/", `/${feature.id}/`);
      });
      shape.on("mouseover", () => shape.setStyle(CHOSEN));
      shape.on("mouseout", () => feature.id !== here && layer.resetStyle(shape));
    },
  }).addTo(map);
  if (!outlines.features.length) {
    if (said) said.textContent = "还没有边界，请导入带图形的区域（GeoJSON）。";
    return;
  }
  map.fitBounds(layer.getBounds(), { padding: [12, 12] });
  if (few) label(L, map, outlines.features);
}

/** Names stand at a point inside each area, which the middle of its box need not be.
 *  @param {any} L @param {any} map @param {any[]} features */
function label(L, map, features) {
  for (const { properties } of features) {
    const at = L.latLng(properties.lat, properties.lon);
    L.tooltip(at, { content: properties.name, permanent: true, direction: "center", className: "places-label" }).addTo(map);
  }
}

/** Leaflet is fetched only where there is a map. @returns {Promise<any>} */
function leaflet() {
  const base = document.body.dataset.static || "/static/";
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `${base}vendor/leaflet/leaflet.css`;
  document.head.append(sheet);
  return new Promise((found, lost) => {
    const script = document.createElement("script");
    script.src = `${base}vendor/leaflet/leaflet.js`;
    script.onload = () => found(/** @type {any} */ (window).L);
    script.onerror = () => lost(new Error("leaflet"));
    document.head.append(script);
  });
}

for (const ground of document.querySelectorAll("[data-map]")) {
  if (ground instanceof HTMLElement) {
    draw(ground).catch(() => {
      const said = document.querySelector("[data-map-said]");
      if (said) said.textContent = "地图没有读出来，请刷新重试；下面的列表可以照常使用。";
    });
  }
}
