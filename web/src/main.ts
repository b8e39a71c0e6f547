import "./styles/main.css";

import "htmx.org"; // announces htmx:load for the page itself too, once every island below listens

import "./islands/captcha";
import "./islands/charts";
import "./islands/conditions";
import "./islands/countdown";
import "./islands/dialogs";
import "./islands/document_number";
import "./islands/drafts";
import "./islands/dropdowns";
import "./islands/focus";
import "./islands/identity";
import "./islands/keys";
import "./islands/long_numbers";
import "./islands/menu";
import "./islands/parts";
import "./islands/passkeys";
import "./islands/passwords";
import "./islands/plan_grid";
import "./islands/requests";
import "./islands/searchable";
import "./islands/selection";
import "./islands/sortable";
import "./islands/submits";
import "./islands/tables";
import "./islands/tabs";
import "./islands/uploads";
