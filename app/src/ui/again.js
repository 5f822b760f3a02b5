for (const place of document.querySelectorAll("[data-again]")) setTimeout(() => location.reload(), place.dataset.again * 1000);
document.querySelector("[data-go-on]")?.requestSubmit();
