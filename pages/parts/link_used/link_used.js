// Takes a used link out of the HttpOnly cookie, which no script can do itself.
export default function ({ data }) {
  if (!data || window.__usercoreLinkUsed === data.once) return // runs again at every rerun
  window.__usercoreLinkUsed = data.once
  fetch("/auth/link", { method: "DELETE", keepalive: true }).catch(() => {})
}
