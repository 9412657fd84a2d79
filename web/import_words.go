package web

const pathImports = "/imports"
