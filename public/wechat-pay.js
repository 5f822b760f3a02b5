// Inside WeChat: asks the app around the page for the payment. What it answers is only a hint; the order's page knows.
const button = document.getElementById("wechat-pay");

function pay() {
  const request = JSON.parse(button.dataset.request);
  window.WeixinJSBridge.invoke("getBrandWCPayRequest", request, (answer) => {
    const failed = answer.err_msg === "get_brand_wcpay_request:fail";
    location.assign(button.dataset.done + (failed ? "?error=payment-refused" : ""));
  });
}

button.addEventListener("click", () => window.WeixinJSBridge && pay());
if (window.WeixinJSBridge) pay();
else document.addEventListener("WeixinJSBridgeReady", pay, { once: true });
