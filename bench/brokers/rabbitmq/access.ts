import type { Access } from '../access.ts'

/** How RabbitMQ is reached. */
export const rabbitmqAccess: Access = {
  kind: 'rabbitmq',
  packages: ['amqplib'],
  usualUrl: 'amqp://127.0.0.1:5672',
  protocols: ['amqp:', 'amqps:'],
  start:
    'sudo apt install rabbitmq-server && sudo service rabbitmq-server start, or docker run -p 127.0.0.1:5672:5672 rabbitmq',
}
