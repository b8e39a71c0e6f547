import { mount } from "../mount";

/** Long selects (marked data-search) can be searched, by words and by data-pinyin of their options; loaded when needed. */
mount<HTMLSelectElement>("select[data-search]", async (select) => {
  const [{ default: TomSelect }, { default: removeButton }] = await Promise.all([
    import("tom-select/dist/esm/tom-select.js"),
    import("tom-select/dist/esm/plugins/remove_button/plugin.js"),
    import("../styles/searchable.css"),
  ]);
  TomSelect.define("remove_button", removeButton);
  new TomSelect(select, {
    plugins: select.multiple ? { remove_button: { title: "移除" } } : {},
    maxOptions: 500,
    searchField: ["text", "pinyin"],
    allowEmptyOption: false,
    placeholder: select.dataset.placeholder ?? "请选择，可输入汉字或拼音首字母",
    render: {
      no_results: () => '<div class="no-results">没有匹配的选项</div>',
    },
  });
  select.setAttribute("aria-hidden", "true"); // its label now names the search box
});
