import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { CommentsController } from './comments.controller.js'
import { trustProvider } from './trust.js'

@Module({ controllers: [CommentsController], providers: [trustProvider] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
app.enableShutdownHooks(['SIGTERM'], { useProcessExit: true })
await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
