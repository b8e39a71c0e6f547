/** A form says as whom its page was opened: another tab may have switched the identity since, and then nothing is done. */

document.addEventListener("formdata", (event) => {
  const { identity } = document.body.dataset;
  const isPosted = event.target instanceof HTMLFormElement && event.target.method === "post";
  if (identity && isPosted) event.formData.set("opened_as", identity);
});
