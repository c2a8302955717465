import {
  BadRequestException,
  Body,
  Controller,
  Headers,
  HttpCode,
  Inject,
  Post,
} from '@nestjs/common'
import { comment } from './comments.js'
import { TrustService } from './trust.js'

@Controller('comments')
export class CommentsController {
  readonly #trust: TrustService

  constructor(@Inject(TrustService) trust: TrustService) {
    this.#trust = trust
  }

  @Post()
  @HttpCode(200)
  async label(@Body() body: unknown, @Headers('traceparent') traceparent: string | undefined) {
    const asked = comment.safeParse(body)
    if (!asked.success) throw new BadRequestException()
    const { decision, record } = await this.#trust.label({ ...asked.data, traceparent })
    return { label: decision, status: record?.status }
  }
}
