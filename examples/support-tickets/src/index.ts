export const supportTicketsIntent = 'route_ticket'
