// @ts-check
// Loaded into each service that is measured: says how much processor time it has used, and ends it when its parent has gone.
process.on('message', (question) => {
  const { user, system } = process.cpuUsage();
  if (question === 'cpu') process.send?.((user + system) / 1000);
});
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref(); // it alone does not keep the service from ending
