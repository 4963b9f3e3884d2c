// One cell of each kind. Data reaches the page through textContent and nothing else.

import { time } from "./moments.js"

export function make(tag, looks, text) {
  const node = document.createElement(tag)
  if (looks) node.className = looks
  if (text !== undefined) node.textContent = text
  return node
}

// Text of any length in any script: cut with an ellipsis, and its own direction kept to itself.
export function line(tag, looks, text) {
  const node = make(tag, "cut " + looks, text)
  node.dir = "auto"
  return node
}

const toned = value => (Array.isArray(value) ? value : [value, "grey"])

function text(value) {
  return Array.isArray(value) ? line("span", "tone-" + value[1], value[0]) : line("span", "", value)
}

function badge(value) {
  return line("span", "badge", toned(value)[0])
}

function status(value) {
  const [word, tone] = toned(value), node = make("span", "status")
  const dot = make("span", "dot tone-" + tone)
  dot.ariaHidden = "true"
  node.append(dot, line("span", "", word))
  return node
}

function person(value, column, how, words) {
  const node = make("span", "person"), who = make("span", "who")
  const name = nameOf(value, words)
  const face = make("span", "face", initials(name))
  face.ariaHidden = "true"
  face.style.setProperty("--hue", value.hue)
  who.append(line("span", value.name ? "name" : "name none", name))
  if (value.name && value.under) who.append(line("span", "under", value.under))
  node.append(face, who)
  return node
}

function link([words, href]) {
  const node = line("a", "", words)
  node.href = href
  return node
}

function number(value, column, how) {
  return make("span", "number", how.number.format(value))
}

const KINDS = {
  text, badge, status, person, link, number,
  moment: (value, column, how) => time(value, "ago", how),
  date: (value, column, how) => time(value, "date", how),
}

export function cell(value, column, how, words) {
  return value === null ? make("span", "none", column.dash) : KINDS[column.kind](value, column, how, words)
}

// What a row is called when it is spoken of: by its first cell.
export function nameOf(value, words) {
  if (Array.isArray(value)) return value[0]
  return (value?.name ?? value ?? "") || value?.under || words.unnamed
}

// The first letters of the first and the last word, whatever the script.
function initials(name) {
  const letters = name.split(/[\s@]+/u).map(word => word.match(/[\p{L}\p{N}]\p{M}*/u)?.[0]).filter(Boolean)
  const ends = letters.length > 1 && !name.includes("@") ? [letters[0], letters.at(-1)] : letters.slice(0, 1)
  return ends.join("").toLocaleUpperCase()
}
