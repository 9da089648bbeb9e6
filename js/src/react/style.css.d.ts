// So that `import "tiergate/react/style.css"` compiles without a bundler's types.
export {};
