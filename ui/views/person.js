// How a person at Cal.com is written.

/** „Dr. Anna Weber, anna.weber@praxis.de“ @param {{ user_name: string | null, email: string | null }} person */
export function personText({ user_name, email }) {
  return [user_name, email].filter(Boolean).join(", ");
}

/** „Max Klein (max@praxis.de)“ @param {{ user_name: string | null, email: string | null }} person */
export function personBracketed({ user_name, email }) {
  return user_name && email ? `${user_name} (${email})` : (user_name ?? email ?? "");
}
