namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        // @event
        struct EXTERNAL INotification : virtual public Core::IUnknown {
            // @brief Tells that it broke
            virtual Core::hresult Broken() = 0;
        };

        // @brief Gets the color
        virtual string Color() = 0;
    };

} // namespace Exchange
} // namespace Thunder
