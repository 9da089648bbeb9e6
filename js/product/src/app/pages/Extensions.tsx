import type { Extensions as Answer } from "../answers.ts";
import { Loaded } from "../data.tsx";
import { Gated, Head } from "../Gated.tsx";

/** The extensions that a team may use. */
export const Extensions = () => (
  <Gated feature="extensions" title="Extensions">
    <Head title="Extensions" />
    <Loaded<Answer> url="/api/extensions">
      {({ extensions }) => (
        <ul className="card lines">
          {extensions.map(({ name, does }) => <li key={name}><b>{name}</b> <span className="soft">{does}</span></li>)}
        </ul>
      )}
    </Loaded>
  </Gated>
);
