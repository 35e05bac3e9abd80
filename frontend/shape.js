// Runs before the first paint: pages that are one card are painted as a card, all others with the sidebar.
const cards = ["/", "/sign-in", "/sign-up", "/code", "/setup"];
document.documentElement.dataset.shape = cards.some((path) => path === location.pathname) ? "card" : "app";
