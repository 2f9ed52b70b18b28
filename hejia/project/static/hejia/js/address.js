/** `input[data-address=url]`: an address found as one types, and shown on a schematic map.
 *
 *  `url?q=` answers `{"results": [{"code", "text", "street", "community", "grid", "lon", "lat"}]}`. What was picked fills
 *  the fields named in `data-fill` ("code:address_code,lon:lon,lat:lat"); typing on makes it free
 *  text again and empties them. `data-areas` (GeoJSON, labelled 示意) opens the map; a click there
 *  asks `data-point` (`?lon=&lat=`) for the grid. The map only helps: all of it works without. */
import { make, script, style } from "./dom.js";
import { ask, combo } from "./combobox.js";

/** @typedef {{code: string, text: string, street?: string, community?: string, grid?: string, lon?: number, lat?: number, hint?: string}} Address */

const SHORTEST = 2;
const WAIT_MS = 100;
const CLOSE_ZOOM = 15;

/** @param {ParentNode} root */
export function enhance(root) {
  for (const input of root.querySelectorAll("input[data-address]")) {
    if (input instanceof HTMLInputElement && !input.dataset.combo) over(input);
  }
}

/** @param {HTMLInputElement} input */
function over(input) {
  input.dataset.combo = "yes";
  const box = make("div", { class: "combo" });
  input.before(box);
  box.append(input);
  const place = make("p", { class: "address-place", "aria-live": "polite" });
  box.after(place);
  const map = input.dataset.areas ? mapBelow(input, place) : null;
  let picked = filled(input, "code") ? input.value : "";
  if (filled(input, "lon") && input.dataset.point) void placed(input, place);
  combo({
    input,
    shortest: SHORTEST,
    wait: WAIT_MS,
    find: async (words) => (await ask(input.dataset.address || "", words)).map((/** @type {Address} */ one) => ({ ...one, hint: [one.street, one.community].filter(Boolean).join(" ") })),
    pick: (choice) => {
      const address = /** @type {Address} */ (choice);
      input.value = picked = address.text;
      fill(input, address);
      say(place, address);
      map?.show(address);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    clear: () => forget(),
  });
  input.addEventListener("input", () => {
    if (picked && input.value !== picked) forget();
  });
  function forget() {
    picked = "";
    fill(input, { code: "", text: "" });
    place.textContent = "";
  }
}

/** Say where the point lies that came back with the form. @param {HTMLInputElement} input @param {HTMLElement} place */
async function placed(input, place) {
  const answer = await fetch(`${input.dataset.point}?lon=${filled(input, "lon")}&lat=${filled(input, "lat")}`);
  if (answer.ok) say(place, await answer.json());
}

/** @param {HTMLInputElement} input @param {string} key @returns {HTMLInputElement | null} */
function target(input, key) {
  const pairs = (input.dataset.fill || "code:address_code,lon:lon,lat:lat").split(",").map((pair) => pair.split(":"));
  const name = pairs.find(([from]) => from === key)?.[1];
  const found = name ? input.form?.elements.namedItem(name) : null;
  return found instanceof HTMLInputElement ? found : null;
}

/** @param {HTMLInputElement} input @param {string} key */
function filled(input, key) {
  return target(input, key)?.value;
}

/** @param {HTMLInputElement} input @param {Address} address */
function fill(input, address) {
  for (const key of /** @type {(keyof Address)[]} */ (["code", "community", "grid", "lon", "lat"])) {
    const field = target(input, key);
    if (field) field.value = String(address[key] ?? "");
  }
}

/** @param {HTMLElement} place @param {Address} address */
function say(place, address) {
  const parts = [address.street, address.community, address.grid].filter(Boolean).join(" · ");
  place.textContent = parts ? `所属：${parts}` : "";
}

/** @param {HTMLInputElement} input @param {HTMLElement} place */
function mapBelow(input, place) {
  const details = make("details", { class: "why" }, make("summary", {}, "在地图上看"));
  const ground = make("div", { class: "address-map" });
  details.append(ground);
  place.after(details);
  /** @type {any} */
  let map;
  /** @type {any} */
  let pin;
  /** @type {Address | undefined} */
  let wanted;

  details.addEventListener("toggle", () => {
    if (details.open && !map) void open();
  });
  async function open() {
    style("vendor/leaflet/leaflet.css");
    await script("vendor/leaflet/leaflet.js");
    const L = /** @type {any} */ (window).L;
    map = L.map(ground, { attributionControl: false, zoomSnap: 0.5, preferCanvas: true });
    const note = L.control({ position: "bottomleft" });
    note.onAdd = () => make("div", { class: "map-note" }, "区划边界为示意");
    note.addTo(map);
    const areas = await (await fetch(input.dataset.areas || "")).json();
    const layer = L.geoJSON(areas, {
      style: { color: "#7d8b9a", weight: 1, fillColor: "#ffffff", fillOpacity: 0.8 },
      onEachFeature: (/** @type {any} */ feature, /** @type {any} */ shape) => shape.bindTooltip(feature.properties.name, { sticky: true }),
    }).addTo(map);
    map.fitBounds(layer.getBounds());
    if (input.dataset.point) map.on("click", (/** @type {any} */ event) => void pointAt(event.latlng));
    if (wanted) show(wanted);
    else here();
  }
  function here() {
    const lon = Number(filled(input, "lon")), lat = Number(filled(input, "lat"));
    if (lon && lat) show({ code: "", text: "", lon, lat });
  }
  /** @param {{lat: number, lng: number}} point */
  async function pointAt(point) {
    const answer = await fetch(`${input.dataset.point}?lon=${point.lng.toFixed(6)}&lat=${point.lat.toFixed(6)}`);
    const found = await answer.json();
    if (!answer.ok) {
      place.textContent = found.message || "这一点不在本区的网格之内，请重新选择。";
      return;
    }
    fill(input, { ...found, code: found.code || "", lon: point.lng, lat: point.lat });
    say(place, found);
    show({ code: "", text: "", lon: point.lng, lat: point.lat });
  }
  /** @param {Address} address */
  function show(address) {
    wanted = address;
    if (!map || !address.lon || !address.lat) return;
    const L = /** @type {any} */ (window).L;
    pin?.remove();
    pin = L.circleMarker([address.lat, address.lon], { radius: 8, color: "#1d2530", weight: 3, fillColor: "#fff", fillOpacity: 1 }).addTo(map);
    map.setView([address.lat, address.lon], CLOSE_ZOOM);
  }
  return { show };
}
