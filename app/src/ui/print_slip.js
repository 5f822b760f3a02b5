for (const button of document.querySelectorAll("[data-print-mm]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const slip = document.querySelector(".paper-slip");
    const wide = Number(button.dataset.printMm);
    document.documentElement.dataset.paper = String(wide);
    // A roll has no length of its own: the page is as long as what stands on it.
    const inner = (wide - 8) * 3.78;
    const before = slip.style.width;
    slip.style.width = `${inner}px`;
    const long = Math.ceil(slip.scrollHeight / 3.78) + 20;
    slip.style.width = before;
    const size = document.createElement("style");
    size.nonce = document.currentScript?.nonce || button.dataset.nonce || "";
    size.textContent = `@page{size:${wide}mm ${long}mm;margin:0}`;
    document.head.append(size);
    print();
    size.remove();
    delete document.documentElement.dataset.paper;
  });
}
