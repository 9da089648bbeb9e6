import { useState } from "react";
import type { Projects as Answer } from "../answers.ts";
import { Loaded, useAction } from "../data.tsx";
import { Gated, Head } from "../Gated.tsx";
import { NameForm } from "../NameForm.tsx";

const URL = "/api/projects";

/** The projects, and a form that begins one. */
export const Projects = () => (
  <Gated feature="projects" title="Projects">
    <Head title="Projects" />
    <Loaded<Answer> url={URL}>
      {({ projects }) => (
        <ul className="card lines">
          {projects.map((name, i) => <li key={i}><b>{name}</b></li>)}
        </ul>
      )}
    </Loaded>
    <Begin />
  </Gated>
);

function Begin() {
  const [name, setName] = useState("");
  const begin = useAction<Answer>(URL);
  const send = () => begin.mutate({ method: "POST", url: URL, body: { name } }, { onSuccess: () => setName("") });
  return <NameForm label="New project" action="Begin" name={name} onName={setName} onSend={send} isBusy={begin.isPending} problem={begin.error?.message} />;
}
