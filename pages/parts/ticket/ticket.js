// Swaps a ticket for the session cookie, or ends the session, and loads the page again at its own address.
export default function ({ data, setStateValue }) {
  if (!data || window.__usercoreTicket === data.ticket) return // runs again at every rerun
  window.__usercoreTicket = data.ticket
  fetch("/auth/session", {
    method: data.method,
    headers: { "content-type": "application/json" },
    body: data.method === "POST" ? JSON.stringify({ ticket: data.ticket }) : undefined,
  })
    .then((answer) => {
      if (!answer.ok) setStateValue("failed", answer.status)
      else if (data.to) location.replace(data.to)
      else location.reload()
    })
    .catch(() => setStateValue("failed", 0))
}
