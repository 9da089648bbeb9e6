throw new Error("`tiergate/server` is for servers: a page uses `tiergate/react` or `tiergate`");
