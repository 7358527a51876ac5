const http = require('node:http');
const { classify } = require('./cjs.cjs');

/** An HTTP service around the app; resolves to its URL and a function that closes it. */
exports.serve = () =>
  new Promise((resolve) => {
    const server = http.createServer(async (_request, response) => {
      response.end(JSON.stringify(await classify()));
    });
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}/`,
        close: () => {
          server.closeAllConnections();
          return new Promise((done) => server.close(done));
        },
      }),
    );
  });
