// Moments in words: relative while near, then a date, the exact moment on hover. Used by the timeline too.

const MINUTE = 60e3, HOUR = 3600e3, DAY = 86400e3
const PLAIN_DATE = /^\d{4}-\d\d-\d\d$/
const MANNERS = {
  date: { day: "numeric", month: "short", year: "numeric" },
  month: { day: "numeric", month: "short" },
  clock: { hour: "2-digit", minute: "2-digit" },
  exact: { dateStyle: "long", timeStyle: "long" },
  day: { dateStyle: "full" },
}
const known = new Map() // an Intl formatter takes longer to make than a table to draw

// How moments are to be written; an unknown zone or language falls back to the reader's own.
export function manner(words, zone) {
  const key = words.locale + " " + zone
  if (!known.has(key)) known.set(key, formatters(usable(words.locale, "UTC") ? words.locale : undefined, usable("en", zone) ? zone : undefined))
  return { ...known.get(key), words }
}

function usable(locale, timeZone) {
  try { return Boolean(timeZone && new Intl.DateTimeFormat(locale, { timeZone })) } catch { return false }
}

// "Sep", as the rest of the dashboard writes it: of the English months it alone has four letters here.
const three = made => ({ format: at => made.format(at).replace(/\bSept\b(?!\.)/u, "Sep") })

function formatters(locale, timeZone) {
  const made = Object.entries(MANNERS).map(([name, options]) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone })
    return [name, options.month === "short" ? three(format) : format]
  })
  return {
    ...Object.fromEntries(made), locale, timeZone,
    number: new Intl.NumberFormat(locale),
    relative: new Intl.RelativeTimeFormat(locale, { numeric: "auto" }),
    numbers: new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "numeric", day: "numeric" }),
  }
}

// Year, and days since 1970, on the calendar of the zone, so that "yesterday" is what people mean by it.
function calendar(at, how) {
  const [month, day, year] = how.numbers.format(at).split("/")
  return { year, day: Date.UTC(year, month - 1, day) / DAY }
}

// "4 minutes ago", "3 hours ago", "yesterday", "in 3 days"; a week away, the date.
function ago(at, how) {
  const now = Date.now(), size = Math.abs(now - at), sign = at > now ? 1 : -1
  const say = (count, unit) => how.relative.format(sign * count, unit)
  if (size < MINUTE) return how.words.just_now
  if (size < HOUR) return say(Math.floor(size / MINUTE), "minute")
  if (size < 12 * HOUR) return say(Math.floor(size / HOUR), "hour")
  if (size > 8 * DAY) return how.date.format(at)
  const days = Math.abs(calendar(now, how).day - calendar(at, how).day)
  if (days === 0) return say(Math.floor(size / HOUR), "hour")
  return days < 7 ? say(days, "day") : how.date.format(at)
}

// "14:02", "yesterday, 09:12", "12 Nov", "12 Nov 2025".
function brief(at, how) {
  const today = calendar(Date.now(), how), then = calendar(at, how), days = today.day - then.day
  if (days === 0) return how.clock.format(at)
  if (days === 1) return `${how.relative.format(-1, "day")}, ${how.clock.format(at)}`
  return (today.year === then.year ? how.month : how.date).format(at)
}

const SHAPES = { ago, brief, date: (at, how) => how.date.format(at) }

// A <time> whose words stay true while it stands there (see `renew`); what is no moment is shown as it came.
export function time(iso, shape, how) {
  const node = document.createElement("time"), at = Date.parse(iso)
  if (Number.isNaN(at)) {
    node.textContent = iso
    return node
  }
  const plain = PLAIN_DATE.test(iso), manners = plain ? { ...how, ...manner({ locale: how.locale }, "UTC"), words: how.words } : how
  node.dateTime = iso
  node.dataset.shape = shape
  node.textContent = SHAPES[shape](at, manners)
  node.title = (plain ? manners.day : how.exact).format(at)
  return node
}

// Four minutes ago does not stay four minutes ago.
export function renew(place, how) {
  for (const node of place.querySelectorAll("time[data-shape=ago], time[data-shape=brief]")) {
    const words = SHAPES[node.dataset.shape](Date.parse(node.dateTime), how)
    if (node.textContent !== words) node.textContent = words
  }
}
